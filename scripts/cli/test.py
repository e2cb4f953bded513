"""Runs the command on databases made here, and compares what it prints with what Python's sqlite3 finds."""

import csv
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(os.environ.get("NOORMME_CLI", ROOT / "build" / "noormme"))
CHINOOK = ROOT.parent / "shared" / "data" / "chinook.sqlite"
TESTS = []

SCHEMA = """
CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE COLLATE NOCASE,
  age INTEGER CHECK (age >= 0), joined DATETIME, ok BOOLEAN, data JSON, up TEXT AS (upper(email)) STORED,
  status TEXT NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'it''s')));
CREATE INDEX users_lower ON users (lower(email) DESC, age COLLATE RTRIM) WHERE age > 3 /* ( */;
CREATE TRIGGER changed AFTER UPDATE OF email ON users BEGIN SELECT 1; END;
CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT, a__b TEXT, author_id INTEGER REFERENCES users (id));
CREATE VIEW elders AS SELECT id FROM users WHERE age > 60;
INSERT INTO users (email, age, joined, ok, data) VALUES
  ('ada@example.org', 36, '2020-01-31 12:00:00', 1, '{"a": 1}'), ('bob,"b"@example.org', NULL, NULL, 0, NULL);
INSERT INTO posts (id, title, author_id) VALUES (1, 'Engines', 1), (2, '', 1), (3, NULL, 2);
"""
SICK = """
CREATE TABLE users (id INTEGER PRIMARY KEY, joined DATETIME, ok BOOLEAN, data JSON, name TEXT, age INTEGER);
CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER REFERENCES users (id));
CREATE TABLE heap (x);
INSERT INTO users VALUES (1, '2020-01-31', 1, '{}', CAST(x'ff41' AS TEXT), 1),
  (2, '2020-01-31T10:00:00Z', 5, '{x', 'b', 'old'), (3, 1580000000, 0, NULL, 'c', NULL);
INSERT INTO posts VALUES (1, 9);
"""


def test(function):
    TESTS.append(function)
    return function


def run(*arguments, code=0, cwd=None, env=None, **options):
    """The command's output, once it has ended with the code expected."""
    done = subprocess.run(
        [COMMAND, *map(str, arguments)], capture_output=True, text=True, cwd=cwd, stdin=subprocess.DEVNULL,
        env={**{k: v for k, v in os.environ.items() if "DATABASE" not in k}, **(env or {})}, timeout=120, **options)
    if done.returncode != code:
        raise AssertionError(f"{arguments} ended with {done.returncode}, not {code}:\n{done.stdout[-400:]}{done.stderr}")
    return done.stdout if code == 0 or done.stdout else done.stderr


@contextmanager
def folder():
    with tempfile.TemporaryDirectory() as path:
        yield Path(path)


def make(path, script=SCHEMA, wal=False):
    database = sqlite3.connect(path)
    if wal:
        database.execute("PRAGMA journal_mode=WAL")
    database.executescript(script)
    database.close()
    return path


def state(place):
    """Every file of a folder with a digest of its bytes."""
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in place.iterdir()}


@test
def inspect_text():
    with folder() as place:
        out = run("inspect", make(place / "a.sqlite"))
        lines = [" ".join(line.split()) for line in out.splitlines()]
        for line in ["users", "elders view", "id integer key, autoincrement", "email text unique", "up text null = upper(email)",
                     "age positive_integer null", "data json null", "→ author one or none author_id refers to users.id",
                     "→ posts many posts, by author_id", "trigger changed after update", "check age >= 0",
                     "index users_lower (lower(email) desc, age collate rtrim) where age > 3",
                     "status text default 'new'; one of 'new', 'it''s'",
                     'posts.a__b: {"fields": {"a_b": {"column": "a__b"}}}']:
            assert line in lines, (line, out)
        assert run("inspect", place / "a.sqlite", "posts").split()[0] == "posts"
        assert run("inspect", "-d", place / "a.sqlite", "nope", code=2).startswith("noormme: there is no table nope")


@test
def inspect_formats():
    with folder() as place:
        path = make(place / "a.sqlite")
        schema = json.loads(run("inspect", path, "--json"))
        assert [model["name"] for model in schema["models"]] == ["elders", "posts", "users"]
        assert json.loads(run("inspect", path, "users", "--format", "json"))["checks"][0] == "age >= 0"
        assert run("inspect", path, "--format", "mermaid").startswith("erDiagram\n")
        assert run("inspect", path, "--format", "dot").startswith("digraph schema {")
        out = place / "deep" / "schema.svg"
        run("inspect", path, "--format", "svg", "--output", out)
        import xml.dom.minidom
        svg = xml.dom.minidom.parse(str(out))
        texts = [node.firstChild.data for node in svg.getElementsByTagName("text")]
        assert {"users", "posts", "elders", "author_id", "title"} <= set(texts), texts


@test
def nothing_is_touched():
    for wal in (False, True):
        with folder() as place:
            path = make(place / "a.sqlite", wal=wal)
            before = state(place)
            for arguments in (["inspect"], ["inspect", "--json"], ["generate"], ["doctor"], ["query", "users.all()"],
                              ["query", "users.count()", "--format", "sql"], ["explain", "users.filter({age: 1})"]):
                run(arguments[0], "-d", path, *arguments[1:])
                assert state(place) == before, (wal, arguments)
            run("query", "-d", path, "users.delete()", code=3)
            run("inspect", "-d", place / "missing.sqlite", code=3)
            assert state(place) == before, wal
            os.chmod(path, 0o444)
            os.chmod(place, 0o555)
            run("doctor", "-d", path)
            os.chmod(place, 0o755)
            assert state(place) == before, wal


@test
def queries():
    with folder() as place:
        path = make(place / "a.sqlite")
        q = lambda text, *more: json.loads(run("query", path, text, "--json", *more))
        assert q("users.count()") == 2
        assert q("User.objects.filter(age__gte=18).values_list('email', flat=True)") == ["ada@example.org"]
        assert q("users.filter({age__isnull: true}).valuesList('id', {flat: true})") == [2]
        assert q("posts.filter(Q(title='Engines') | ~Q(author__age=36)).order_by('id').values_list('id', flat=True)") == [1, 3]
        assert q("posts.filter(or({title: 'Engines'}, not({author__age: 36}))).orderBy('-id').values('id')[:1]") == [{"id": 3}]
        assert q("users.annotate({n: Count('posts', filter=Q(posts__title__isnull=False))}).values('id', 'n').orderBy('id')") == [
            {"id": 1, "n": 2}, {"id": 2, "n": 0}]
        assert q("users.aggregate(Sum('age'), m=Max(F('age') + 1))") == {"age__sum": 36, "m": 37}
        assert q("posts.filter(author__in=users.filter(ok=True)).limit(1).offset(1).values('id')") == [{"id": 2}]
        assert q("users.filter(id__in=[1, 2], joined__year=2020).exists()") is True
        assert q("posts.order_by(-F('id'), 'title').values_list('id', flat=True)[0:2]") == [3, 2]
        assert q("users.filter(data__a=1).values('id', big=Case(When(age__gt=30, then=Value('yes')), default=Value('no')))") == [
            {"id": 1, "big": "yes"}]
        assert q("users.prefetch('posts').get(pk=1)")["posts"][0]["title"] == "Engines"
        assert q('{"v":1,"model":"users","get":"count"}') == 2
        assert q("posts.all()", "--limit", "2")[1]["id"] == 2
        assert q("users.filter(email='é\\u00e9\\n').count()") == 0
        window = q("posts.annotate(n=Window(Count('*'), partition_by='author_id', order_by=['id'], frame=RowRange(start=-1, end=0))).order_by('id').values_list('id', 'n')")
        assert window == q("posts.annotate({n: Window(Count(), {partitionBy: ['author_id'], orderBy: 'id', frame: {type: 'rows', start: -1, end: 0}})}).orderBy('id').valuesList('id', 'n')")
        spec = lambda text: json.loads(run("query", path, text, "--format", "spec"))
        for text, wanted in [
            ("posts.order_by(F('title').desc(nulls_last=True))", ["order_by", [{"$order": {"$f": "title"}, "desc": True, "nulls": "last"}]]),
            ("posts.orderBy(F('title').asc({nulls: 'first'}))", ["order_by", [{"$order": {"$f": "title"}, "nulls": "first"}]]),
            ("posts.values({s: F('title')[0:3]})", ["values", [{"s": {"$f": "title", "slice": [0, 3]}}]]),
            ("posts.values({s: F('id').add(1).mul(2) << 3})", ["values", [{"s": {"$op": "<<", "args": [{"$op": "*", "args": [
                {"$op": "+", "args": [{"$f": "id"}, 1]}, 2]}, 3]}}]]),
            ("users.prefetch(Prefetch('posts', posts.order_by('-id')[:1], to_attr='last'))", ["prefetch_related", [{"$prefetch": "posts", "queryset": {
                "v": 1, "model": "posts", "steps": [["order_by", ["-id"]], ["slice", 0, 1]]}, "to_attr": "last"}]]),
            ("users.annotate({p: FilteredRelation('posts', {posts__title: 'x'})})", ["annotate", {"p": {"$filtered": "posts", "where": {"posts__title": "x"}}}]),
            ("users.values({t: Cast('age', 'text'), v: Value(1, 'integer'), k: KT('data__a__b')})", ["values", [{
                "t": {"$func": "Cast", "args": ["age"], "type": "text"}, "v": {"$value": 1, "type": "integer"},
                "k": {"$func": "KeyTextTransform", "args": [{"$func": "KeyTransform", "args": ["data"], "key": "a"}], "key": "b"}}]]),
            ("users.filter(Q({age: 1}).or({age: 2}).not())", ["filter", {"$q": "and", "not": True, "c": [{"$q": "or", "c": [
                {"$q": "and", "c": [{"age": 1}]}, {"age": 2}]}]}]),
            ("users.filter(F('age').lookup('gt', F('id')))", ["filter", {"$lookup": "gt", "args": [{"$f": "age"}, {"$f": "id"}]}]),
            ("users.annotate(d=F('joined') + timedelta(days=1, hours=1))", ["annotate", {"d": {"$op": "+", "args": [{"$f": "joined"}, {"$duration": 90000000000}]}}]),
            ("users.values('id').union(users.values('id'), {all: true})", ["union", [{"v": 1, "model": "users", "steps": [["values", ["id"]]]}], {"all": True}]),
            ("users.defer(null)", ["defer", None]),
        ]:
            assert spec(text)["steps"][-1] == wanted, (text, spec(text))
        assert spec("users.load([1, {id: 2}], 'posts')")["get"] == ["load", [1, {"id": 2}], ["posts"]]
        assert spec("users.bulk_create([{age: 1}], {batchSize: 5})")["get"] == ["bulk_create", [{"age": 1}], {"batch_size": 5}]
        assert spec("posts.related(1, 'tags').set([1, 2], {throughDefaults: {weight: 1}})")["get"] == ["set", [1, 2], {"through_defaults": {"weight": 1}}]
        assert run("query", path, "users.order_by('id').values_list('id', flat=True)").splitlines() == ["value", "-----", "    1", "    2", "(2 rows)"]
        rows = list(csv.reader(io.StringIO(run("query", path, "users.values('email', 'age').order_by('id')", "--format", "csv"))))
        assert rows == [["email", "age"], ["ada@example.org", "36"], ['bob,"b"@example.org', ""]]
        table = run("query", path, "posts.values('id', 'title').order_by('id')").splitlines()
        assert table[0].split() == ["id", "title"] and table[4].split() == ["3", "NULL"] and table[5] == "(3 rows)", table
        assert run("query", path, "posts.none()") == "no rows\n"
        sql = run("query", path, "users.filter(email='x')", "--format", "sql")
        assert 'WHERE "users"."email" = ?1;' in sql and '-- ?1 = "x"' in sql
        explained = run("explain", path, "users.filter(email='x')")
        assert "SEARCH users USING INDEX" in explained
        assert "SEARCH" in json.loads(run("explain", path, "users.filter(pk=1)", "--json"))["explanation"]
        assert q("users.filter(pk=1).update(age=40)", "--write") == 1
        assert q("users.create({email: 'new', data: {x: [1, null]}})", "--write")["data"] == {"x": [1, None]}
        assert q("users.get(pk=1)")["age"] == 40


@test
def wrong_queries():
    with folder() as place:
        path = make(place / "a.sqlite")
        for text, part in [
            ("users.filter(", "a value is wanted"), ("users.filter({a: 1)", "} is wanted"), ("", "the name of a model"),
            ("users filter", "the query has ended"), ("users.filter('unclosed)", "does not end"),
            ("users.nope()", "nope"), ("nobody.all()", "nobody"), ("users.filter(emial='x')", "Did you mean 'email'"),
            ("users.get(pk=99)", "DoesNotExist"), ("users.filter(" + "(" * 100, "too deeply"), ("users[x]", "is wanted"),
            ("users.filter(age=3, 4)", "without a name"), ("users.annotate(x=Window(Sum('age'), foo=1))", "no option foo"),
            ("users.annotate(x=F('age').nope(1))", "no method nope"), ("users.limit('x')", "whole number"),
        ]:
            error = run("query", path, text, code=2)
            assert part in error and error.startswith("noormme: "), (text, error)
        error = json.loads(run("query", path, "users.filter(emial='secret')", "--json", code=2))["error"]
        assert error["name"] == "FieldError" and error["path"] == "$.steps[0][1].emial" and "secret" not in str(error)
        run("query", path, code=64)
        run("query", path, "a", "b", code=64)
        run("nonsense", code=64)
        run("inspect", code=64, cwd=place / "..")
        (place / "text.db").write_text("this is no database, but long enough to be looked at" * 30)
        run("inspect", place / "text.db", code=3)
        header = (ROOT / "include" / "noormme.h").read_text()
        assert f'#define NOORMME_VERSION "{run("--version").strip()}"' in header
        assert "USAGE" in run("--help")


@test
def doctor():
    with folder() as place:
        path = make(place / "sick.sqlite", SICK)
        found = {(f["code"], f["table"], *f["columns"]) for f in json.loads(run("doctor", path, "--json", code=1))}
        wanted = {
            ("foreign-key", "posts", "author_id"), ("missing-index", "posts", "author_id"), ("mixed-dates", "users", "joined"),
            ("not-boolean", "users", "ok"), ("invalid-json", "users", "data"), ("invalid-utf8", "users", "name"),
            ("mixed-types", "users", "age"), ("no-primary-key", "heap"), ("journal-mode", "")}
        assert found == wanted, found ^ wanted
        text = run("doctor", path, code=1)
        assert 'CREATE INDEX "posts_author_id" ON "posts" ("author_id");' in text and text.endswith("notes\n")
        assert "missing-index" in run("doctor", path, "--quick")
        run("doctor", path, "--quick", "--strict", code=1)
        healthy = make(place / "well.sqlite", "CREATE TABLE t (id INTEGER PRIMARY KEY);", wal=True)
        assert run("doctor", healthy, "--strict") == "nothing found\n"
        # A page of an index, overwritten: SQLite says so.
        broken = make(place / "broken.sqlite", SICK + "CREATE INDEX i ON users (name);" + "INSERT INTO users (name) VALUES ('x');" * 50)
        root = sqlite3.connect(broken).execute("SELECT rootpage FROM sqlite_schema WHERE name = 'i'").fetchone()[0]
        with open(broken, "r+b") as file:
            file.seek((root - 1) * 4096 + 3)
            file.write(b"\0\1")
        assert "integrity" in {f["code"] for f in json.loads(run("doctor", broken, "--json", code=1))}


@test
def generate():
    with folder() as place:
        path = make(place / "a.sqlite")
        types = run("generate", path)
        assert "export interface User {" in types and 'export type UserStatus = "new" | "it\'s";' in types
        out = place / "types" / "database.ts"
        assert "written" in run("generate", path, "-o", out) and out.read_text() == types
        assert "up to date" in run("generate", path, "-o", out, "--check")
        assert json.loads(run("generate", path, "-o", out, "--json")) == {"output": str(out), "changed": False}
        sqlite3.connect(path).execute("ALTER TABLE posts ADD COLUMN views INTEGER NOT NULL DEFAULT 0")
        assert "out of date" in run("generate", path, "-o", out, "--check", code=1) and out.read_text() == types
        run("generate", path, "-o", out)
        assert "  views: number;" in out.read_text()
        camel = run("generate", path, "--camel-case", "--no-kysely", "--include", "posts", "--type", "posts.title=Title",
                    "--import", 'import type { Title } from "./t.js";', "--dates", "string", "--bigint", "*.views")
        for part in ("authorId: number | null;", "title: Title | null;", 'import type { Title } from "./t.js";', "views: bigint;"):
            assert part in camel, part
        assert "Kysely" not in camel and "User" not in camel
        for language, start in [("swift", "// Made"), ("json-schema", "{"), ("svg", "<svg"), ("mermaid", "er"), ("dot", "di")]:
            assert run("generate", path, "--language", language).startswith(start)
        run("generate", path, "--language", "cobol", code=64)
        run("generate", path, "--check", code=64)
        run("generate", path, "--type", "x", code=64)


@test
def project():
    with folder() as place:
        make(place / "app.sqlite")
        listed = run("init", cwd=place)
        assert "noormme.json written" in listed and "types/database.ts written" in listed
        assert json.loads((place / "noormme.json").read_text()) == {
            "database": "app.sqlite", "generate": {"language": "typescript", "output": "types/database.ts"}, "models": {}}
        assert "up to date" in run("generate", "--check", cwd=place)
        assert "up to date" in run("generate", "--check", "--config", place / "noormme.json", cwd="/")
        run("init", cwd=place, code=1)
        run("init", "--force", "--language", "swift", "-o", "Models.swift", cwd=place)
        assert "public struct User: TypedModel {" in (place / "Models.swift").read_text()
        (place / "noormme.json").write_text(json.dumps(
            {"database": "app.sqlite", "models": {"articles": {"table": "posts", "fields": {"ab": {"column": "a__b"}}}}}))
        assert json.loads(run("query", "articles.filter(ab=None).count()", "--json", cwd=place)) == 3
        assert run("inspect", cwd=place, env={"NOORMME_DATABASE": "nothing.sqlite"}, code=3)
        (place / "old").mkdir()
        make(place / "old" / "archive.sqlite")
        (place / "noormme.json").write_text(json.dumps({
            "database": "app.sqlite", "attach": {"archive": "old/archive.sqlite"}, "models": {"old_users": {"table": "archive.users"}}}))
        assert json.loads(run("query", "archive.posts.filter(author__id=1).count()", "--json", "--config", place / "noormme.json", cwd="/")) == 2
        assert "archive.posts" in run("inspect", cwd=place) and "(table archive.users)" in run("inspect", "old_users", cwd=place)
        assert "export interface ArchivePost {" in run("generate", cwd=place) and '"archive.posts": ' in run("generate", cwd=place)
        assert {f["table"] for f in json.loads(run("doctor", "--json", cwd=place))} >= {"posts", "archive.posts"}
        (place / "noormme.json").write_text('{"modles": {}}')
        assert "unknown key modles" in run("inspect", "app.sqlite", cwd=place, code=64)
        make(place / "second.db")
        run("init", "--force", cwd=place, code=64)
    shim = ROOT / "bindings" / "node" / "dist" / "cli.js"
    node = shutil.which("node")
    if shim.exists() and node:
        ran = lambda *arguments: subprocess.run([node, shim, *arguments], capture_output=True, text=True, env={**os.environ, "NOORMME_CLI": str(COMMAND)})
        assert ran("--version").stdout == run("--version") and ran("inspect").returncode == 64
    for shell in ("bash", "zsh", "fish"):
        assert "noormme" in run("completions", shell)


@test
def watch():
    with folder() as place:
        path, out = make(place / "a.sqlite", wal=True), place / "types.ts"
        process = subprocess.Popen([COMMAND, "generate", path, "-o", out, "--watch"], stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout.readline() == f"{out} written\n"
            other = sqlite3.connect(path)
            for number in range(2):
                other.execute(f"CREATE TABLE extra{number} (id INTEGER PRIMARY KEY)")
                other.commit()
                assert process.stdout.readline() == f"{out} written\n"
                assert f"export interface Extra{number} " in out.read_text()
            before = out.stat().st_mtime_ns
            other.execute("INSERT INTO extra0 DEFAULT VALUES")
            other.commit()
            time.sleep(0.8)
            assert out.stat().st_mtime_ns == before and process.poll() is None
            other.close()
        finally:
            process.kill()
            process.wait()


@test
def chinook():
    if not CHINOOK.exists():
        return "skipped: ../shared/data/chinook.sqlite is not there"
    path = str(CHINOOK)
    rows = lambda sql: sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True).execute(sql).fetchall()
    q = lambda text: json.loads(run("query", path, text, "--json"))
    assert q("Track.filter(Album__Artist__Name='AC/DC').count()") == rows(
        "SELECT count(*) FROM Track JOIN Album USING (AlbumId) JOIN Artist USING (ArtistId) WHERE Artist.Name = 'AC/DC'")[0][0]
    assert q("Genre.annotate(n=Count('Track')).order_by('-n', 'GenreId').values_list('Name', 'n')[:5]") == [list(r) for r in rows(
        "SELECT g.Name, count(TrackId) n FROM Genre g LEFT JOIN Track USING (GenreId) GROUP BY g.GenreId ORDER BY n DESC, g.GenreId LIMIT 5")]
    names = [model["name"] for model in json.loads(run("inspect", path, "--json"))["models"]]
    assert names == [row[0] for row in rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1")]
    assert "export interface PlaylistTrack {" in run("generate", path)
    assert json.loads(run("doctor", path, "--json"))[0]["code"] == "journal-mode"


def main():
    if not COMMAND.exists():
        sys.exit(f"{COMMAND} is not there; scripts/build-cli makes it")
    failed = skipped = 0
    for function in TESTS:
        try:
            said = function()
            skipped += bool(said)
            print(f"{'skipped' if said else 'ok'}: {said or function.__name__}", flush=True)
        except Exception as error:
            failed += 1
            import traceback
            frame = traceback.extract_tb(error.__traceback__)[1]
            print(f"failed: {function.__name__}, line {frame.lineno}: {type(error).__name__}: {error}", flush=True)
    print(f"test-cli: {len(TESTS) - failed - skipped} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
