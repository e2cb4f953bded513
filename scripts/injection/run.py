"""Drives hostile strings through every place of a request and looks at what became of the database.

A request that reads leaves the database as it was. A write stores the string and nothing else. Every answer is JSON
or a coded error that is not SQLite's complaint about SQL, and no SQL holds a string outside of its quotes.
"""

import argparse
import itertools
import json
import re
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

from corpus.files import ROOT
from corpus.native import Database, Failure, Library, statements

from . import places, strings

SCHEMA = """
CREATE TABLE authors (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT, born DATE, at DATETIME, score REAL, cash DECIMAL(10, 2),
    active BOOLEAN NOT NULL DEFAULT 1, data JSON);
CREATE TABLE books (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL REFERENCES authors (id), title TEXT NOT NULL);
CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE book_tags (book_id INTEGER NOT NULL REFERENCES books, tag_id INTEGER NOT NULL REFERENCES tags, PRIMARY KEY (book_id, tag_id));
INSERT INTO authors VALUES
    (1, 'Ada', 'It''s "100%"; -- \\ _', '1815-12-10', '2020-01-01 00:00:00', 1.5, '2.50', 1, '{"a": 1, "''": 2}'),
    (2, 'Bob', NULL, NULL, NULL, NULL, NULL, 0, NULL);
INSERT INTO books VALUES (1, 1, 'One'), (2, 1, 'Two'), (3, 2, 'Three');
INSERT INTO tags VALUES (1, 'x'), (2, 'y'), (3, 'z');
INSERT INTO book_tags VALUES (1, 1), (2, 2);
"""
COMPLAINTS = re.compile(r"syntax error|unrecognized token|incomplete input|no such (table|column|function)|ambiguous column|near \"", re.I)
# What our own functions say of a bad argument, and SQLite of a long pattern or a misplaced aggregate: no SQL was made of it.
HARMLESS = re.compile(r"noormme: |no such collation sequence: |LIKE or GLOB pattern too complex|HAVING clause on a non-aggregate query|misuse of (aggregate|window)|JSON path error|bad JSON path|malformed JSON")
QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
PLAIN = re.compile(r"[A-Za-z0-9_ ?(),.*+\-/%<>=|&~!]*")


def dump(path):
    connection = sqlite3.connect(path)
    try:
        return "\n".join(connection.iterdump())
    finally:
        connection.close()


def others(connection):
    """What the database holds beside the rows of authors."""
    return [line for line in connection.iterdump() if not line.startswith('INSERT INTO "authors"')]


def escapes(sql):
    """What stands outside of the quotes and is not of our own making; empty when there is nothing."""
    bare = QUOTED.sub("", sql)
    if not PLAIN.fullmatch(bare) or "--" in bare or "/*" in bare:
        return bare
    return ""


class Runner:
    def __init__(self, library, folder):
        self.library, self.folder = Library(str(library)), folder
        self.pristine, self.path = folder / "pristine.sqlite", folder / "hostile.sqlite"
        connection = sqlite3.connect(self.pristine)
        connection.executescript(SCHEMA)
        self.others = others(connection)
        connection.close()
        self.wanted = dump(self.pristine)
        self.passed = self.failed = 0

    def note(self, problem, spec=None):
        if not problem:
            self.passed += 1
            return
        self.failed += 1
        if self.failed <= 40:
            print(f"FAILED {problem}"[:1500] + (f"\n  spec: {json.dumps(spec)[:600]}" if spec is not None else ""))

    def ask(self, spec, database=None):
        """The answer, or a Failure; what is wrong with either is noted."""
        database = database or self.database
        text, answer, problem = json.dumps(spec).encode(), None, ""
        try:
            for sql, _ in statements(json.loads(database.ask("compile", text))):
                if bare := escapes(sql):
                    problem = f"text outside of quotes: {bare!r} in {sql!r}"
            answer = json.loads(database.ask("execute", text))
        except Failure as failure:
            answer = failure
            if not (failure.code == 104 or 200 <= failure.code < 500 or failure.code == 500 and HARMLESS.match(failure.message)):
                problem = problem or f"an error of SQLite's: {failure.code} {failure}"
            if COMPLAINTS.search(failure.message) and failure.code >= 400:
                problem = f"SQLite read the string as SQL: {failure}"
        except ValueError as error:
            problem = f"the answer is no JSON: {error}"
        self.note(problem, spec)
        return answer

    def begin(self):
        for old in self.folder.glob("hostile.sqlite*"):
            old.unlink()
        shutil.copy(self.pristine, self.path)
        self.database = Database(self.library, str(self.path), {})

    def unchanged(self, what):
        self.note("" if dump(self.path) == self.wanted else f"the database changed: {what}")
        strange = [file.name for file in self.folder.iterdir() if not file.name.startswith(("hostile.sqlite", "pristine.sqlite", "named.sqlite"))]
        self.note(f"files appeared: {strange}" if strange else "")

    def refused(self, s, start, step):
        """All that may not change anything, every `step`th place of it."""
        self.begin()
        for spec in itertools.islice(places.reads(s), start, None, step):
            self.ask(spec)
        self.unchanged(f"reads with {s[:80]!r}")
        for spec in itertools.islice(places.refused_writes(s), start % 4, None, min(step, 4)):
            before = dump(self.path)
            answer = self.ask(spec)
            if dump(self.path) != before:
                self.note(f"the database changed: {answer!r}", spec)
                self.database.close()
                self.begin()
        self.database.close()

    def posed(self):
        """A text is a name where names stand: never an expression written as text."""
        self.begin()
        window = {"$window": places.function("RowNumber")}
        for s in ('{"$func":"Pi","args":[]}', '-{"$func":"Pi","args":[]}', '{"$f":"id"}', '{"$order":"id"}', '{"$raw":"1","params":[]}', '["id"]'):
            for spec in (
                places.request(["order_by", [s]]), places.request(["values", [s]]), places.request(["annotate", {"x": s}]),
                places.request(["annotate", {"x": {**window, "order_by": [s]}}]), places.request(["annotate", {"x": {**window, "partition_by": [s]}}]),
                places.request(["annotate", {"x": places.function("StringAgg", "name", order_by=[s])}]),
                places.request(["dates", s, "year"]), places.request(get=["earliest", [s]]), places.request(get=["latest", [s]]), places.request(["filter", {s: 1}]),
            ):
                answer = self.ask(spec)
                self.note("" if isinstance(answer, Failure) else f"a text was read as an expression: {answer!r}", spec)
        self.database.close()

    def found(self, s):
        """Rows found by the string are those that have it."""
        if "\0" in s or any("\ud800" <= letter <= "\udfff" for letter in s) or len(s) > 10_000:
            return
        self.begin()
        rows = {1: "Ada", 2: "Bob", 7: s, 8: f"<{s}>", 9: s.swapcase() + "9"}
        connection = sqlite3.connect(self.path)
        connection.executemany("INSERT INTO authors (id, name) VALUES (?, ?)", [row for row in rows.items() if row[0] > 2])
        connection.commit()
        connection.close()
        fold = lambda text: "".join(letter.lower() if letter < "\x80" else letter for letter in text)
        tests = {
            "exact": lambda text: text == s,
            "in": lambda text: text == s,
            "iexact": lambda text: fold(text) == fold(s),
            "contains": lambda text: fold(s) in fold(text),
            "startswith": lambda text: fold(text).startswith(fold(s)),
            "endswith": lambda text: fold(text).endswith(fold(s)),
            "gt": lambda text: text.encode() > s.encode(),
        }
        for lookup, test in tests.items():
            value = [s] if lookup == "in" else s
            spec = places.request(["filter", {f"name__{lookup}": value}], ["order_by", ["id"]], ["values_list", ["id"], {"flat": True}])
            answer, wanted = self.ask(spec), [key for key, text in rows.items() if test(text)]
            self.note("" if answer == wanted else f"found {answer!r}, not {wanted}", spec)
        self.database.close()

    def stored(self, s):
        """A string that is written is stored as it is, and nothing beside it."""
        if any("\ud800" <= letter <= "\udfff" for letter in s):
            return
        self.begin()
        writes = [
            (places.request(get=["create", {"id": 11, "name": s, "note": s}]), (11, s, s)),
            (places.request(get=["bulk_create", [{"id": 12, "name": s, "note": {"$value": s, "type": "text"}}]]), (12, s, s)),
            (places.request(get=["bulk_create", {"columns": ["id", "name"], "rows": [[13, s]]}]), (13, s, None)),
            (places.request(get=["save", {"id": 14, "name": s}]), (14, s, None)),
            (places.request(get=["get_or_create", {"id": 15}, {"name": s, "note": s}]), (15, s, s)),
            (places.request(get=["update_or_create", {"id": 16}, {"name": "n"}, {"name": s}]), (16, s, None)),
            (places.request(["filter", {"id": 11}], get=["update", {"note": {"$f": "name"}}]), (11, s, s)),
            (places.request(["filter", {"id": 13}], get=["update", {"note": s}]), (13, s, s)),
            (places.request(get=["bulk_update", [{"id": 14, "note": s}], ["note"]]), (14, s, s)),
        ]
        wanted = {1: None, 2: None}
        for spec, row in writes:
            self.ask(spec)
            wanted[row[0]] = row
        self.ask(places.request(["filter", {"id": 11}], get=["update", {"data": {"$value": {"k": s, s: 1}}}]))
        connection = sqlite3.connect(self.path)
        rows = connection.execute("SELECT id, name, note FROM authors ORDER BY id").fetchall()
        data = connection.execute("SELECT data FROM authors WHERE id = 11").fetchone()
        kept = others(connection)
        connection.close()
        self.note("" if rows[2:] == [wanted[key] for key in sorted(wanted)][2:] else f"stored {rows[2:]!r} for {s!r}")
        parsed = json.loads(data[0]) if data and data[0] else None
        self.note("" if parsed == {"k": s, s: 1} else f"stored JSON {data!r} for {s!r}")
        self.note("" if kept == self.others else f"other tables changed by {s!r}")
        self.database.close()

    def named(self, s):
        """Tables and columns that are called so already: quoted everywhere, or refused."""
        if "\0" in s or not s or any("\ud800" <= letter <= "\udfff" for letter in s) or s.lower().startswith("sqlite_") or len(s) > 6_000:
            return
        path = self.folder / "named.sqlite"
        for old in self.folder.glob("named.sqlite*"):
            old.unlink()
        quoted = '"' + s.replace('"', '""') + '"'
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE bystander (x)")
        try:
            connection.execute(f"CREATE TABLE {quoted} (key INTEGER PRIMARY KEY, {quoted} TEXT)")
        except sqlite3.Error:
            connection.close()
            return
        connection.execute(f"INSERT INTO {quoted} VALUES (1, 'one'), (2, 'two')")
        connection.commit()
        connection.close()
        database = Database(self.library, str(path), {})
        for steps, get in (
            ([["filter", {s: "one"}]], "all"), ([["order_by", ["-" + s]]], "all"), ([["values", [s]]], "all"), ([["only", [s]]], "first"),
            ([["dates", s, "year"]], "all"), ([["values", [s]], ["annotate", {"n": places.function("Count", "*")}]], "all"),
            ([], ["aggregate", {"n": places.function("Max", s)}]), ([], ["create", {"key": 3, s: "three"}]), ([], ["bulk_update", [{"key": 1, s: "uno"}], [s]]),
            ([["filter", {"key": 2}]], ["update", {s: "due"}]), ([["filter", {s: "three"}]], "delete"), ([], ["save", {"key": 4, s: "four"}]), ([], ["remove", 4]),
        ):
            self.ask(places.request(*steps, get=get, model=s), database)
        database.close()
        connection = sqlite3.connect(path)
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        self.note("" if tables == {"bystander", s} else f"tables are {tables}")
        connection.close()


def main(arguments):
    parser = argparse.ArgumentParser(prog="scripts/test-injection", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", default=ROOT / "build" / "libnoormme.so", type=Path)
    parser.add_argument("--all", action="store_true", help="every string in every place, not in every 16th in turn")
    parser.add_argument("--every", type=int, default=1, help="take every Nth string only")
    options = parser.parse_args(arguments)
    chosen = strings.everything()[:: options.every]
    step = 1 if options.all else 16
    with tempfile.TemporaryDirectory(prefix="noormme-injection-") as folder:
        runner = Runner(options.library.resolve(), Path(folder))
        runner.posed()
        for number, s in enumerate(chosen):
            # The turns are of 17 so that no kind of string falls in with a kind of place.
            runner.refused(s, number % 17 % step, step)
            runner.found(s)
            runner.stored(s)
            runner.named(s)
    print(f"{len(chosen)} strings")
    print(f"injection: {runner.passed} passed, {runner.failed} failed")
    return 1 if runner.failed or not runner.passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
