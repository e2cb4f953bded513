"""Random CREATE statements that SQLite accepts."""

NAMES = [
    "users", "user", "user_insert", "posts", "order lines", "Order", "group", "select", "table", "index", "dates", "date",
    "Json", "json", "DB", "databases", "records", "value", "values", "generated", "column type", "strings", "map",
    "constructor", "__proto__", "prototype", "toString", "hasOwnProperty", "default", "class", "interface", "function",
    "async", "await", "new", "this", "self", "init", "Type", "Protocol", "Self", "Any", "rowid_", "pk", "id", "key",
    "it's", 'say "hi"', "back`tick", "brack]et", "a[b]", "a__b", "__", "_", "_x", "x_", "-minus", "$dollar", "?what",
    "{brace", "*/", "/*", "--", "//", "${x}", "</script>", "%s", "a.b", "a/b", "back\\slash", "new\nline", "tab\tbed",
    "größe", "Ärger", "naïve", "日本語", "注文", "пользователи", "emoji😀", "😀", "e\u0301", "שלום", "zero\u200bwidth",
    "line\u2028sep", "2fa", "123", "1", "a" * 120, "camelCase", "PascalCase", "SHOUTING", "snake_case_name", "author_id",
    "authorId", "AuthorId", "author", "people", "children", "series", "news", "boxes", "x", "é", "statuses", "created_at",
    "Root", "Fields", "Draft", "fields", "table_", "columnNaming", "objects", "filter", "null", "undefined", "true", "NaN",
]
TYPES = [
    "INTEGER", "INT", "BIGINT", "TEXT", "VARCHAR(20)", "REAL", "DOUBLE PRECISION", "NUMERIC", "DECIMAL(10, 2)",
    "DECIMAL(5)", "BOOLEAN", "DATE", "DATETIME", "TIMESTAMP", "TIME", "JSON", "BLOB", "", "POINT", "UUID", "ANY",
    "varchar ( 30 )", '"odd type"', "unsigned big int", "native character(70)",
]
STRICT_TYPES = ["INTEGER", "INT", "TEXT", "REAL", "BLOB", "ANY"]
DEFAULTS = ["0", "-1.5", "'it''s -- no comment'", "'/* nor this */'", "CURRENT_TIMESTAMP", "NULL", "(1 + 2)", "(lower('A'))",
            "TRUE", "x'00ff'", '"text"']


class Maker:
    """One schema."""

    def __init__(self, random):
        self.random = random
        self.tables = {}
        self.statements = []

    def quote(self, name, styles='"`['):
        style = self.random.choice(styles)
        if style == "[" and "]" not in name:
            return f"[{name}]"
        return f"`{name.replace('`', '``')}`" if style == "`" else '"' + name.replace('"', '""') + '"'

    def name(self, taken):
        while True:
            name = self.random.choice(NAMES)
            if self.random.random() < 0.15:
                name += self.random.choice(["s", "_id", "Id", "_2", " x"])
            if name.lower() not in taken and not name.lower().startswith("sqlite_"):
                taken.add(name.lower())
                return name

    def blank(self):
        return self.random.choice([" ", " ", "\n  ", " /* , ) ' \" */ ", " -- CHECK (x IN ('no'))\n"])

    def make(self):
        taken = set()
        for _ in range(self.random.randint(1, 7)):
            self.table(self.name(taken))
        names = list(self.tables)
        for number in range(self.random.randint(0, 3)):
            self.index(self.random.choice(names), self.name(taken))
        if self.random.random() < 0.4:
            self.trigger(self.random.choice(names), self.name(taken))
        if self.random.random() < 0.4:
            self.statements.append(f"CREATE VIEW {self.quote(self.name(taken))} AS SELECT * FROM {self.quote(self.random.choice(names))}")
        if self.random.random() < 0.2:
            self.statements.append(f"CREATE VIRTUAL TABLE {self.quote(self.name(taken), chr(34))} USING fts5(title, body)")
        if self.random.random() < 0.2:
            self.statements.append(f"CREATE VIRTUAL TABLE {self.quote(self.name(taken), chr(34))} USING rtree(id, x0, x1)")
        return ";\n".join(self.statements) + ";"

    def column(self, name, strict):
        random, quoted = self.random, self.quote(name)
        kind = random.choice(STRICT_TYPES if strict else TYPES)
        parts = [quoted, kind]
        if random.random() < 0.4:
            parts.append(random.choice(["NOT NULL", "CONSTRAINT c NOT NULL", "not null on conflict ignore"]))
        if random.random() < 0.3:
            parts.append("DEFAULT " + random.choice(DEFAULTS[:6] if strict else DEFAULTS))
        if random.random() < 0.15:
            parts.append(random.choice(["COLLATE NOCASE", "COLLATE RTRIM", "COLLATE BINARY"]))
        if random.random() < 0.15:
            parts.append("UNIQUE")
        if random.random() < 0.3:
            check = random.choice([
                "{0} IN ('a', 'b''c', 'd\"e', 'f\\g', '*/', '${{x}}', '')", "{0} IN (1, 2, -3)", "{0} IN ('a', 1)", "{0} IN ('a', NULL)",
                "json_valid({0})", "{0} >= 0", "{0} = 'x' OR {0} = 'y'", "length({0}) < 5", "{0} IN (9007199254740993)",
                "{0} IN (1.5)", "{0} IS NULL OR {0} IN ('only')", "{0} IN (0, 1)",
            ])
            parts.append(f"CHECK{self.blank()}({check.format(quoted)})")
        return self.blank().join(part for part in parts if part)

    def table(self, name):
        random = self.random
        strict = random.random() < 0.15
        taken = set()
        columns = [self.name(taken) for _ in range(random.randint(1, 9))]
        lines = [self.column(column, strict) for column in columns]
        key = random.choice(["none", "rowid", "rowid", "auto", "text", "composite", "desc", "table"])
        without = key in ("text", "composite") and random.random() < 0.5
        if key in ("rowid", "auto", "desc"):
            suffix = {"rowid": "", "auto": " AUTOINCREMENT", "desc": " DESC"}[key]
            columns.insert(0, self.name(taken))
            lines.insert(0, f"{self.quote(columns[0])} INTEGER PRIMARY KEY{suffix}")
        elif key == "text":
            columns.insert(0, self.name(taken))
            lines.insert(0, f"{self.quote(columns[0])} TEXT PRIMARY KEY")
        elif key == "table":
            lines.append(f"PRIMARY KEY ({self.quote(columns[0])})")
        elif key == "composite" and len(columns) > 1:
            lines.append(f"CONSTRAINT k PRIMARY KEY ({self.quote(columns[1])}, {self.quote(columns[0])})")
        elif without:
            without = False
        keys = {"rowid": columns[:1], "auto": columns[:1], "desc": columns[:1], "text": columns[:1], "table": columns[:1],
                "composite": [columns[1], columns[0]] if len(columns) > 1 else []}.get(key, [])
        if random.random() < 0.3 and columns:
            generated = self.name(taken)
            kind = random.choice(["", " STORED", " VIRTUAL"])
            source = random.choice([c for c in columns if c not in keys] or columns)
            lines.insert(len(columns), f"{self.quote(generated)} {'TEXT ' if strict else ''}GENERATED ALWAYS AS (coalesce({self.quote(source)}, ')'' -- ')){kind}")
            columns.append(generated)
        if len(columns) > 2 and random.random() < 0.3:
            lines.append(f"UNIQUE ({self.quote(columns[1])}, {self.quote(columns[2])})")
        self.tables[name] = (columns, keys)
        lines += self.foreign_keys(columns)
        options = [word for word, wanted in (("WITHOUT ROWID", without), ("STRICT", strict)) if wanted]
        body = f",{self.blank()}".join(lines)
        self.statements.append(f"CREATE TABLE{self.blank()}{self.quote(name)}{self.blank()}(\n{body}\n){' ' if options else ''}{', '.join(options)}")

    def foreign_keys(self, columns):
        lines = []
        for _ in range(self.random.choice([0, 0, 1, 1, 2, 3])):
            target = self.random.choice(list(self.tables)) if self.random.random() < 0.95 else "missing table"
            keys = self.tables.get(target, ((), ()))[1]
            count = max(1, len(keys))
            if count > len(columns):
                continue
            own = self.random.sample(columns, count)
            to = "" if self.random.random() < 0.5 or not keys else f" ({', '.join(map(self.quote, keys))})"
            action = self.random.choice(["", " ON DELETE CASCADE", " ON DELETE SET NULL ON UPDATE CASCADE", " DEFERRABLE INITIALLY DEFERRED"])
            lines.append(f"FOREIGN KEY ({', '.join(map(self.quote, own))}) REFERENCES {self.quote(target)}{to}{action}")
        return lines

    def index(self, table, name):
        columns = self.tables[table][0]
        term = self.quote(self.random.choice(columns))
        term = self.random.choice([term, f"{term} DESC", f"{term} COLLATE NOCASE", f"lower({term})"])
        where = self.random.choice(["", "", f" WHERE {self.quote(columns[0])} IS NOT NULL"])
        self.statements.append(f"CREATE INDEX {self.quote(name)} ON {self.quote(table)} ({term}){where}")

    def trigger(self, table, name):
        self.statements.append(f"CREATE TRIGGER {self.quote(name)} AFTER INSERT ON {self.quote(table)} BEGIN SELECT 1; END")
