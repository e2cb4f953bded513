"""Many schemas, one run of the TypeScript compiler."""

import argparse
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import xml.dom.minidom
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .schemas import Maker

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(os.environ.get("NOORMME_CLI", ROOT / "build" / "noormme"))
SHAPES = sorted(Path(__file__).parent.glob("*.sql"))


def run(*arguments, code=(0,)):
    done = subprocess.run([COMMAND, *map(str, arguments)], capture_output=True, stdin=subprocess.DEVNULL, timeout=120)
    if done.returncode not in code:
        raise AssertionError(f"{' '.join(map(str, arguments))} ended with {done.returncode}: {done.stderr.decode()}")
    return done.stdout


def database(path, script):
    """Makes a file; statements SQLite refuses are left out."""
    connection = sqlite3.connect(path)
    made = 0
    for statement in script:
        try:
            connection.execute(statement)
            made += 1
        except sqlite3.Error:
            pass
    connection.commit()
    connection.close()
    return made


def facts(path):
    """What SQLite says: {table: {column: (may be null, is generated)}}, without what is not to be seen."""
    connection = sqlite3.connect(path)
    tables = {}
    listed = connection.execute("SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main' AND type <> 'shadow'").fetchall()
    for name, kind, without_rowid, strict in listed:
        if name.lower().startswith("sqlite_"):
            continue
        rows = connection.execute('SELECT name, type, "notnull", pk, hidden FROM pragma_table_xinfo(?)', (name,)).fetchall()
        keys = [row for row in rows if row[3]]
        indexed = connection.execute("SELECT count(*) FROM pragma_index_list(?) WHERE origin = 'pk'", (name,)).fetchone()[0]
        columns = {}
        for column, declared, not_null, key, hidden in rows:
            if hidden == 1:
                continue
            is_rowid = kind == "table" and not without_rowid and len(keys) == 1 and key and declared.upper() == "INTEGER" and not indexed
            never = not_null or is_rowid or ((without_rowid or strict) and key)
            columns[column] = (kind == "view" or not never, hidden in (2, 3))
        tables[name] = columns
    connection.close()
    return tables


def checks(tables):
    """TypeScript that compiles only when the types are those of the tables."""
    union = lambda names: " | ".join(map(json.dumps, sorted(names))) or "never"
    lines = [
        'import type { DB, Database } from "./types.ts";',
        "type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;",
        "function holds<T extends true>(_: T | null): void {}",
        f"holds<Same<keyof DB, {union(tables)}>>(null);", f"holds<Same<keyof Database, {union(tables)}>>(null);",
    ]
    for table, columns in tables.items():
        row = f"DB[{json.dumps(table)}]"
        lines.append(f'holds<Same<keyof {row}["row"], {union(columns)}>>(null);')
        lines.append(f'holds<Same<keyof {row}["kinds"], {union(columns)}>>(null);')
        for column, (nullable, _) in columns.items():
            # JSON itself may be null, whatever the column says.
            name = json.dumps(column)
            lines.append(f'holds<{row}["kinds"][{name}] extends "json" ? true : Same<null extends {row}["row"][{name}] ? true : false, {str(nullable).lower()}>>(null);')
        written = [column for column, (_, generated) in columns.items() if not generated]
        lines.append(f'holds<Same<[{row}["insert"]] extends [never] ? {union(written)} : keyof {row}["insert"], {union(written)}>>(null);')
        lines.append(f'holds<{row}["relations"][keyof {row}["relations"]] extends {{ model: keyof DB; many: boolean; nullable: boolean; '
                     f'column: keyof {row}["row"] }} ? true : false>(null);')
        lines.append(f'holds<{row}["pk"] extends keyof {row}["row"] ? true : false>(null);')
    return "\n".join(lines) + "\n"


def one(number, script, place):
    """Writes everything for one schema; the path of a folder, or nothing when SQLite took none of it."""
    folder = place / f"s{number}"
    folder.mkdir()
    path = folder / "test.sqlite"
    if not database(path, script):
        return None
    tables = facts(path)
    if not tables:
        return None
    types = run("generate", path)
    if run("generate", path) != types:
        raise AssertionError("two runs gave two texts")
    (folder / "types.ts").write_bytes(types)
    (folder / "check.ts").write_text(checks(tables))
    (folder / "Models.swift").write_bytes(run("generate", path, "--language", "swift"))
    schema = json.loads(run("inspect", path, "--json"))
    if sorted(model["name"] for model in schema["models"]) != sorted(tables):
        raise AssertionError("inspect lists other tables")
    known = {(entry["model"], entry["column"]) for entry in schema["unspellable"]}
    for table, columns in tables.items():
        for column in columns:
            bad = "__" in column or column[:1] in ("-", "$", "?", "{") or column.endswith("_") or not column
            if bad and (table, column) not in known:
                raise AssertionError(f"{table}.{column} cannot be spelled and is not reported")
    names = [(m["name"], r["query_name"]) for m in schema["models"] for r in m["relations"]]
    if len(names) != len(set(names)):
        raise AssertionError("two relations of one name")
    drawing = xml.dom.minidom.parseString(run("generate", path, "--language", "svg"))
    if len([node for node in drawing.getElementsByTagName("text") if node.getAttribute("font-weight") == "bold" and node.getAttribute("x") == "12"]) != len(tables):
        raise AssertionError("the diagram lacks boxes")
    json.loads(run("generate", path, "--language", "json-schema"))
    run("generate", path, "--language", "dot")
    run("generate", path, "--language", "mermaid")
    run("inspect", path)
    run("doctor", path, code=(0, 1))
    return folder


def nested(text, name):
    """The types of one file within an enum, for many files to stand in one module. Extensions go into their types."""
    head, blocks, block = [], [], []
    # Not splitlines: names may hold other line ends.
    for line in text.split("\n"):
        if line.startswith("import "):
            head.append(line)
        elif line and not line.startswith("//"):
            block.append(line)
            if line == "}" or (len(block) == 1 and line.endswith("}")):
                blocks.append(block)
                block = []
    if block:
        raise AssertionError("a type that does not end")
    for extension in [block for block in blocks if block[0].startswith("extension ")]:
        owner = extension[0].split()[1]
        own = next(block for block in blocks if re.match(rf"public struct {owner}\b", block[0]))
        own[-1:] = extension[1:-1] + ["}"]
    types = [line for block in blocks if not block[0].startswith("extension ") for line in block]
    return "\n".join([*head, f"enum {name} {{", *types, "}", ""])


def main():
    parser = argparse.ArgumentParser(prog="scripts/generate-fuzz")
    parser.add_argument("count", type=int, nargs="?", default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--swift", action="store_true", help="all are also compiled as Swift, together; wants .build")
    parser.add_argument("--keep", help="a folder for what is made")
    arguments = parser.parse_args()
    place = Path(arguments.keep or tempfile.mkdtemp(prefix="noormme-fuzz-")).resolve()
    place.mkdir(parents=True, exist_ok=True)
    jobs = [(shape.stem, [part for part in shape.read_text().split(";\n") if part.strip()]) for shape in SHAPES]
    for number in range(arguments.count):
        maker = Maker(random.Random(arguments.seed * 1_000_003 + number))
        maker.make()
        jobs.append((str(number), maker.statements))
    failures, folders = [], []
    with ThreadPoolExecutor(2) as pool:
        for (name, script), done in [(job, pool.submit(one, *job, place)) for job in jobs]:
            try:
                if folder := done.result():
                    folders.append(folder)
            except Exception as error:
                failures.append(f"schema {name}: {error}")
    configuration = {"compilerOptions": {
        "strict": True, "noEmit": True, "target": "es2022", "lib": ["es2022"], "types": [], "module": "nodenext",
        "exactOptionalPropertyTypes": True, "noUncheckedIndexedAccess": True, "noUnusedLocals": True, "moduleDetection": "force", "allowImportingTsExtensions": True,
    }, "include": ["s*/*.ts"]}
    (place / "tsconfig.json").write_text(json.dumps(configuration))
    (place / "package.json").write_text('{"type":"module"}')
    checked = subprocess.run([os.environ["TSC"], "-p", place], capture_output=True, text=True)
    if checked.returncode:
        failures.append("TypeScript:\n" + "\n".join(checked.stdout.splitlines()[:20]))
    # Deno brings TypeScript 6, an older one TypeScript 5.
    (place / "deno.json").write_text(json.dumps({"compilerOptions": {"strict": True, "exactOptionalPropertyTypes": True, "lib": ["es2022"]}}))
    versions = [subprocess.run([os.environ["TSC"], "--version"], capture_output=True, text=True).stdout.split()[-1]]
    for deno in filter(None, (os.environ.get("DENO"), os.environ.get("DENO5"))):
        versions.append(subprocess.run([deno, "--version"], capture_output=True, text=True).stdout.split()[-1])
        checked = subprocess.run([deno, "check", "--quiet", *(str(folder / "check.ts") for folder in folders)],
                                 capture_output=True, text=True, cwd=place, env={**os.environ, "NO_COLOR": "1"})
        if checked.returncode:
            failures.append(f"TypeScript {versions[-1]}:\n" + "\n".join(checked.stderr.splitlines()[:20]))
    if len(versions) < 3:
        print(f"skipped: only TypeScript {', '.join(versions)} could be had")
    if arguments.swift:
        for folder in folders:
            (folder / f"{folder.name}.swift").write_text(nested((folder / "Models.swift").read_text(), folder.name.upper()))
        done = subprocess.run(
            ["swiftc", "-typecheck", "-wmo", "-swift-version", "6", "-warnings-as-errors", "-I", ROOT / ".build/debug/Modules",
             "-I", ROOT / "include", *[part for name in ("CSQLite", "CPCRE2") for part in ("-Xcc", f"-fmodule-map-file={ROOT}/Sources/{name}/module.modulemap")],
             *(folder / f"{folder.name}.swift" for folder in folders)], capture_output=True, text=True)
        if done.returncode:
            failures.append("Swift:\n" + "\n".join(done.stderr.splitlines()[:20]))
    for failure in failures[:20]:
        print(failure)
    print(f"seed {arguments.seed}: {len(folders)} schemas checked ({len(SHAPES)} of browsers) in TypeScript {', '.join(versions)}, {len(folders) if arguments.swift else 0} as Swift")
    print(f"generate-fuzz: {len(folders)} passed, {len(failures)} failed")
    if not arguments.keep and not failures:
        shutil.rmtree(place)
    return 1 if failures or len(folders) < arguments.count * 0.9 else 0


if __name__ == "__main__":
    sys.exit(main())
