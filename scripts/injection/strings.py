"""Strings that have broken out of SQL, JSON paths and patterns somewhere. None of them is a number or a name in use."""

STACKED = [
    "DROP TABLE authors", "DELETE FROM authors", "UPDATE authors SET name = 'x'", "INSERT INTO tags VALUES (99, 'x')",
    "ATTACH DATABASE 'stolen.sqlite' AS stolen", "PRAGMA writable_schema = 1", "VACUUM INTO 'stolen.sqlite'",
    "CREATE TRIGGER t AFTER INSERT ON tags BEGIN DELETE FROM authors; END", "COMMIT", "SELECT load_extension('x')",
]
CLOSERS = ["", "'", '"', "`", "]", ")", "')", '")', "'))", "x' ", 'x" ', "1", "\\'", '\\"', "''", '""', "'\"", "\u0000'", "?1", "*/"]
CONDITIONS = [
    "OR 1=1", "OR '1'='1'", 'OR "id"="id"', "OR TRUE", "AND 0", "AND 1=0 UNION SELECT 1, sql FROM sqlite_schema", "UNION ALL SELECT * FROM tags",
    "|| (SELECT sql FROM sqlite_schema)", "LIKE '%'", "IS NOT NULL", "ORDER BY 9", "LIMIT 0", "COLLATE NOCASE", "GLOB '*'", "IN (SELECT id FROM tags)",
]
COMMENTS = ["--", "-- ", "/*", "/**/", "#", ";--", "--\n", "\u0000"]
WORDS = (
    "SELECT FROM WHERE NULL TRUE DEFAULT VALUES RETURNING CURRENT_TIMESTAMP rowid _rowid_ oid sqlite_schema sqlite_master"
    " sqlite_sequence pragma_table_info json_each load_extension readfile writefile randomblob main temp excluded new old"
).split()
NAMES = [
    "", " ", "\t", "\n", "\r\n", ".", "..", "authors.name", '"authors"."name"', "authors.*", "*", "main.authors", "__", "___", "a__b",
    "name__", "__name", "name____exact", "pk__pk", "id ", " id", "na\u200bme", "n\u0430me", "\u202ename", "\ufeffname", "na\u00adme", "ｎａｍｅ", "nam\u0065\u0301",
    "id\u0000", "\u0000", "\u0001", "\u001b[2J", "\u007f", "\u0085", "\u009f", "\u2028", "\ufffd", "\ud800", "😀", "-", "--id", "- id", "?", "??", "-?", "?1", ":name", "@name",
    "$name", "$1", "$f", "$raw", "$", "$$", "{}", "[]", "{0}", "%s", "%(name)s", "%n", "${name}", "{{7*7}}", "`id`", "[id]", "'id'", '"id"', "id;", "id,name",
    "id ASC", "id DESC", "id--", "id/*", "id)", "(id)", "id||name", "id+1", "abs(id)", "count(*)", "id AS x", "id COLLATE NOCASE", "CASE WHEN 1 THEN 1 END",
]
PATHS = [
    "$.a", "a.b", "a[0]", "[0]", "#-1", "[#-1]", 'a"', 'a"]', '"."b', '$"', "a\\", 'a\\"', "$.*", "$**", "a') OR 1=1 --", "'", "a', '$') IS NULL OR ('1'='1",
    "../x", "/etc/passwd", "..\\x", "file:x?mode=memory", "C:\\x", "\\u0022", "a\u0000b", "-9", "1e3", "0x10", "²",
]
PATTERNS = [
    "%", "_", "%%", "\\%", "\\_", "\\", "\\\\", "*", "?*", "[a-z]", "[^a]", "[", "]", "[]", ".*", "^", "$^", "(", ")", "(?", "(a+)+$", "(?{1})", "(*COMMIT)", "a{99999999}", "\\Q", "\\E",
    "(?P<n>", "|", "a||b", "\\1", "(?(1)a|b)",
]
KINDS = [
    "year'", "year)", "YEAR", "month; --", "now", "localtime", "+1 day", "weekday 1", "Europe/Berlin'", "../../etc/passwd", "/etc/localtime", "UTC' OR 1=1", "UTC;", "Mars/Base",
    "integer)", "text); DROP TABLE tags", "decimal(10,2", "decimal(-1,2)", "decimal(99999999999,1)", "varchar(1)", "NOCASE; --", 'NOCASE" || name', "BINARY'", "RANGE", "rows unbounded",
    "current row)", "0x", "NaN", "1e999", "1 2", "2020-13-01", "2020-01-01'", "2020-01-01T00:00:00Z; --", "{\"a\": 1}", '{"$f": "id"}', '{"$func": "Pi"}', '{"$raw": "1"}', "[1", "null'", "true'",
]


def everything():
    strings = [*NAMES, *PATHS, *PATTERNS, *KINDS, *WORDS]
    for number, closer in enumerate(CLOSERS):
        for other, condition in enumerate(CONDITIONS):
            # Every closer meets every condition, the comments take turns.
            strings.append(f"{closer} {condition} {COMMENTS[(number + other) % len(COMMENTS)]}")
        statement = STACKED[number % len(STACKED)]
        strings += [f"{closer}; {statement}; --", f"{closer}\n{statement}"]
    strings += [f"x'; {statement}; --" for statement in STACKED] + [f'x"; {statement}; --' for statement in STACKED]
    strings += ["a" * 5_000, "é" * 3_000, "'" * 4_000, '"' * 4_000, "__" * 1_000, "a__" * 500 + "a", "(" * 2_000, "%" * 40_000]
    return list(dict.fromkeys(strings))
