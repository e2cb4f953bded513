"""Makes databases that are hard on a program that shows any file: databases.py FOLDER"""

import os
import pathlib
import shutil
import sqlite3
import sys

FOLDER = pathlib.Path(sys.argv[1])


def database(name, script="", rows=(), before=""):
    """A file made by a script and by (statement, values) pairs."""
    db = sqlite3.connect(FOLDER / name)
    db.executescript(before)
    db.executescript(script)
    for statement, values in rows:
        db.execute(statement, values)
    db.commit()
    return db


PLAIN = """
CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT, body TEXT, pinned BOOLEAN);
INSERT INTO notes VALUES (1, 'Milk', 'and bread', 1), (2, 'Call', 'the plumber', 0), (3, 'Milk', NULL, 0);
"""

LINKED = """
CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT, author_id INTEGER REFERENCES authors (id));
"""

NAMES = """
CREATE TABLE "my ""best"" table" ("select" INTEGER PRIMARY KEY, "a b" TEXT, "it's" TEXT, "new
line" TEXT, "tick`${1}" TEXT, "a__b" TEXT, "$where" TEXT, "pk" TEXT, "__proto__" TEXT, "constructor" TEXT, "trailing_" TEXT,
  "日本語" TEXT, "back\\slash" TEXT, "\u202egnp" TEXT, "%s" TEXT, "-minus" TEXT, "?" TEXT, "" TEXT);
INSERT INTO "my ""best"" table" VALUES
  (1, 'alpha one', 'it''s', 'x', 'y', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', '1', '2'),
  (2, 'alpha two', 'it''s', 'x', 'y', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', '1', '2');
CREATE TABLE "group" ("order" INTEGER PRIMARY KEY, "from" TEXT,
  "table_id" INTEGER REFERENCES "my ""best"" table" ("select"), "x__id" INTEGER REFERENCES "my ""best"" table" ("select"));
INSERT INTO "group" VALUES (1, 'one', 1, 2), (2, 'two', 1, NULL);
CREATE TABLE "__proto__" ("__proto__" TEXT);
INSERT INTO "__proto__" VALUES ('polluted');
CREATE TABLE "'); DROP TABLE x; --" ("a'); --" TEXT);
INSERT INTO "'); DROP TABLE x; --" VALUES ('1'), ('2');
CREATE TABLE "" (x TEXT);
CREATE TABLE "a\tb\x1b[31m" (x TEXT);
"""

SPACES = """
CREATE TABLE "Customers" ("Customer ID" TEXT PRIMARY KEY, "Company Name" TEXT);
CREATE TABLE "Order Details" ("Order ID" INTEGER PRIMARY KEY, "Customer ID" TEXT REFERENCES "Customers", "Unit Price" REAL);
INSERT INTO "Customers" VALUES ('ALFKI', 'Alfreds'), ('BERGS', 'Berglunds');
INSERT INTO "Order Details" VALUES (1, 'ALFKI', 1.5), (2, 'BERGS', 2.5), (3, 'ALFKI', 3);
"""

COMPOSITE = """
CREATE TABLE rooms (building TEXT, number INTEGER, name TEXT, PRIMARY KEY (building, number)) WITHOUT ROWID;
INSERT INTO rooms VALUES ('A', 1, 'Hall'), ('A', 2, 'Office'), ('B', 1, 'Store');
CREATE TABLE desks (building TEXT, number INTEGER, desk INTEGER, owner TEXT, PRIMARY KEY (building, number, desk),
  FOREIGN KEY (building, number) REFERENCES rooms (building, number));
INSERT INTO desks VALUES ('A', 1, 1, 'Ann'), ('A', 2, 1, 'Bob'), ('A', 2, 2, NULL), ('B', 1, 1, 'Cy');
CREATE TABLE files (hash BLOB PRIMARY KEY, name TEXT) WITHOUT ROWID;
INSERT INTO files VALUES (x'00ff', 'empty'), (x'deadbeef', 'beef');
CREATE TABLE loose (a TEXT PRIMARY KEY, b TEXT);
INSERT INTO loose VALUES (NULL, 'no key'), (NULL, 'no key');
CREATE TABLE ratios (r REAL PRIMARY KEY, note TEXT);
INSERT INTO ratios VALUES (0.1, 'tenth'), (-1e300, 'small'), (9e999, 'infinite');
"""

FTS = """
CREATE VIRTUAL TABLE pages USING fts5 (title, body);
INSERT INTO pages VALUES ('Swift', 'a language'), ('SQLite', 'a database');
CREATE VIRTUAL TABLE old USING fts4 (text);
INSERT INTO old VALUES ('words');
CREATE VIRTUAL TABLE boxes USING rtree (id, x0, x1, y0, y1);
INSERT INTO boxes VALUES (1, 0, 1, 0, 1), (2, 5, 6, 5, 6);
CREATE TABLE plain (id INTEGER PRIMARY KEY, word TEXT);
INSERT INTO plain VALUES (1, 'a word');
"""

VIEWS = """
CREATE VIEW days AS SELECT 1 AS number, 'Monday' AS name UNION ALL SELECT 2, 'Tuesday' UNION ALL SELECT 2, 'Tuesday';
CREATE VIEW no_rows AS SELECT 1 AS one WHERE 0;
"""

ENDLESS = """
CREATE TABLE small (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO small VALUES (1, 'one'), (2, 'two');
CREATE VIEW endless AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, 'name ' || i AS name FROM n;
"""

BROKEN = """
CREATE TABLE gone (a TEXT);
CREATE VIEW of_gone AS SELECT a FROM gone;
CREATE VIEW unknown AS SELECT no_such_function(1) AS a;
CREATE VIEW wrong AS SELECT json_extract(body, '$.x') AS a FROM kept;
CREATE TABLE kept (id INTEGER PRIMARY KEY, body TEXT, up_id INTEGER REFERENCES nowhere (id), other INTEGER REFERENCES gone (b));
INSERT INTO kept VALUES (1, 'no json', 7, 8);
DROP TABLE gone;
CREATE TABLE made (a INTEGER, b INTEGER AS (a + 1), c TEXT AS ('n' || a) STORED);
INSERT INTO made VALUES (1), (2);
CREATE TABLE strictly (id INTEGER PRIMARY KEY, n INT NOT NULL, t TEXT, x ANY) STRICT;
INSERT INTO strictly VALUES (1, 2, 'three', x'04');
PRAGMA writable_schema = ON;
INSERT INTO sqlite_schema VALUES ('table', 'vectors', 'vectors', 0, 'CREATE VIRTUAL TABLE vectors USING no_such_module (x)');
"""

VALUES = """
CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT, number INTEGER, at DATETIME, flag BOOLEAN, data JSON, price DECIMAL(10, 2));
"""
THINGS = [
    (-9223372036854775808, "bell \x07 and \x1b[2J", 9223372036854775807, "2024-01-01 10:00:00", 1, '{"a": [1, 2]}', 1.5),
    (2, "\u202ereversed", -1, "not a date", 2, "no json", "1.10"),
    (3, "line\nbreak\ttab", 2.5, 1700000000, "yes", '"text"', None),
    (4, "x" * 100_000, "seven", b"\x00", None, "null", 10**15),
    (5, "e\u0301 日本語 🎉", float("inf"), "2024-02-30", 0, "[" * 50 + "]" * 50, float("-inf")),
    (6, "", None, "", None, "", ""),
    (9007199254740993, "nul\x00inside", 9007199254740993, None, None, None, "x"),
]
WIDE = "CREATE TABLE wide (" + ", ".join(f"column_{n} TEXT" for n in range(1200)) + ");\nINSERT INTO wide (column_3) VALUES ('a');"
MANY = "".join(f"CREATE TABLE t{n} (id INTEGER PRIMARY KEY, t{n - 1}_id INTEGER REFERENCES t{n - 1});\n" for n in range(1, 300))
RING = """
CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT, b_id INTEGER REFERENCES b (id), me_id INTEGER REFERENCES a (id));
CREATE TABLE b (id INTEGER PRIMARY KEY, name TEXT, a_id INTEGER UNIQUE REFERENCES a (id));
INSERT INTO a VALUES (1, 'a one', 1, 1), (2, 'a two', 1, 1);
INSERT INTO b VALUES (1, 'b one', 2);
CREATE TABLE bare (x);
INSERT INTO bare VALUES (1), ('1'), (x'31'), (NULL);
CREATE TABLE joined (x_id INTEGER REFERENCES a (id), y_id INTEGER REFERENCES a (id), PRIMARY KEY (x_id, y_id));
INSERT INTO joined VALUES (1, 2), (2, 1);
"""


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    database("plain.db", PLAIN)
    database("linked.db", LINKED + "INSERT INTO authors VALUES (1, 'Ann'), (2, 'Bo');INSERT INTO books VALUES (1, 'One', 1), (2, 'Two', 1);")
    database("empty tables.db", LINKED)
    database("nothing.db", "CREATE TABLE x (a); DROP TABLE x;")
    (FOLDER / "zero bytes.db").touch()
    database("names.db", NAMES)
    database("spaces.db", SPACES)
    database("composite.db", COMPOSITE)
    database("fts.db", FTS)
    database("views.db", VIEWS)
    database("broken.db", BROKEN)
    database("endless.db", ENDLESS)
    things = [("INSERT INTO things VALUES (?, ?, ?, ?, ?, ?, ?)", row) for row in THINGS]
    things.append(("INSERT INTO things (name) VALUES (CAST(x'ff61fe' AS TEXT))", ()))
    database("values.db", VALUES, things)
    database("utf16.db", PLAIN, before="PRAGMA encoding = 'UTF-16le'; PRAGMA page_size = 65536;")
    database("wide.db", WIDE)
    database("many.db", "CREATE TABLE t0 (id INTEGER PRIMARY KEY);" + MANY)
    database("ring.db", RING)
    log()
    (FOLDER / "text.db").write_text("This is a letter, not a database.\n" * 100)
    (FOLDER / "cut off.db").write_bytes((FOLDER / "composite.db").read_bytes()[:5000])
    journal()


def log():
    """The states that a file in WAL mode can be found in."""
    db = database("wal closed.db", LINKED, before="PRAGMA journal_mode = WAL;")
    db.executescript("INSERT INTO authors VALUES (1, 'in the log'), (2, 'too');INSERT INTO books VALUES (1, 'b', 1);")
    for name, endings in {"wal alone": ["", "-wal"], "wal and shm": ["", "-wal", "-shm"]}.items():
        for ending in endings:
            shutil.copyfile(FOLDER / f"wal closed.db{ending}", FOLDER / f"{name}.db{ending}")
    db.close()


def journal():
    """A writer that died in the middle of a transaction."""
    db = database("hot.db", LINKED, before="PRAGMA cache_size = 1;")
    db.execute("PRAGMA cache_spill = 1")
    db.executemany("INSERT INTO authors VALUES (?, ?)", ((n, "x" * 900) for n in range(200)))
    for ending in ["", "-journal"]:
        shutil.copyfile(FOLDER / f"hot.db{ending}", FOLDER / f"crashed.db{ending}")
    db.rollback()
    db.close()
    os.unlink(FOLDER / "hot.db")


if __name__ == "__main__":
    main()
