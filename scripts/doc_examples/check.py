"""Checks every code block of the guides: type-checked, parsed or run, by its language.

A block of TypeScript whose first line is a comment with a path (`// lib/db.ts`) is that file; blocks of one guide that
name files can import each other, also as "@/lib/db". Others stand alone. `ts run` blocks are run too, in their order,
after the guide's `sql run` blocks made app.db. `sql` is run on an empty database, `sh`, `json` and `python` are parsed.
A fence with `skip` is not looked at: for what belongs to other tools.
"""

import argparse
import ast
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NODE = ROOT / "bindings" / "node"
OUTPUT = ROOT / "build" / "doc-examples"
STUBS = NODE / "types-test" / "stubs"
DOCUMENTS = ["bindings/node/README.md", *(
    f"docs/guides/{name}.md"
    for name in ("nextjs", "auth", "from-prisma", "from-drizzle", "from-django", "troubleshooting", "best-practices", "raw-sql", "kysely", "better-auth")
)]
# Shown, not checked: no tool here knows them, or they are not code.
OTHER = {"", "text", "swift", "prisma", "diff", "c", "mermaid", "toml", "dockerfile"}


@dataclass
class Block:
    line: int
    language: str
    flags: set
    text: str

    def path(self, number):
        named = re.match(r"// ([\w./\[\]()@-]+\.(?:tsx?|mts))\n", self.text)
        return named[1] if named else f"block-{number}.{'tsx' if self.language == 'tsx' else 'mts'}"


def blocks(document):
    found, block = [], None
    for number, line in enumerate((ROOT / document).read_text().splitlines(), 1):
        fence = re.match(r"^ {0,3}```(.*)$", line)
        if fence and block is None:
            language, *flags = fence[1].split() or [""]
            block = Block(number, language, set(flags), "")
        elif fence:
            found.append(block)
            block = None
        elif block is not None:
            block.text += line + "\n"
    if block is not None:
        raise SystemExit(f"{document}:{block.line}: the block is not closed")
    return [each for each in found if "skip" not in each.flags]


def check(document, tools):
    folder = OUTPUT / document.replace("/", "-").removesuffix(".md")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    counts, typescript, runs, problems = {}, 0, [], []
    database = sqlite3.connect(":memory:")
    for number, block in enumerate(blocks(document), 1):
        where = f"{document}:{block.line}"
        counts[block.language] = counts.get(block.language, 0) + 1
        try:
            if block.language in ("ts", "tsx"):
                path = folder / block.path(number)
                if path.exists():
                    raise ValueError(f"{path.name} is there twice")
                path.parent.mkdir(parents=True, exist_ok=True)
                # Lines as in the guide, so that an error's line leads there.
                path.write_text("\n" * (block.line if path.name.startswith("block-") else 0) + block.text + (
                    "" if re.search(r"^(import|export)\b", block.text, re.M) else "export {};\n"))
                typescript += 1
                if "run" in block.flags and tools.node:
                    runs.append((where, path))
            elif block.language == "sql":
                if "run" in block.flags:
                    with sqlite3.connect(folder / "app.db") as made:
                        made.executescript(block.text)
                database.executescript(block.text)
            elif block.language == "json":
                json.loads(block.text)
            elif block.language == "python":
                ast.parse(block.text)
            elif block.language == "sh":
                subprocess.run(["sh", "-n"], input=block.text, text=True, check=True, capture_output=True)
            elif block.language in ("js", "mjs"):
                path = folder / f"block-{number}.mjs"
                path.write_text(block.text)
                if tools.node:
                    subprocess.run([tools.node, "--check", path], check=True, capture_output=True, text=True)
            elif block.language not in OTHER:
                raise ValueError(f"{block.language}: a language nothing here checks")
        except (ValueError, SyntaxError, sqlite3.Error) as error:
            problems.append(f"{where}: {error}")
        except subprocess.CalledProcessError as error:
            problems.append(f"{where}: {error.stderr}")
    database.close()
    if typescript:
        problems += types(folder, tools)
    for where, path in [] if problems else runs:
        ran = subprocess.run([tools.node, "--disable-warning=ExperimentalWarning", path.name], cwd=folder,
                             env={**os.environ, "NO_COLOR": "1"}, text=True, capture_output=True, timeout=60)
        if ran.returncode:
            problems.append(f"{where}: {ran.stderr or ran.stdout}")
    total = ", ".join(f"{count} {language or 'plain'}" for language, count in sorted(counts.items()))
    if problems:
        print("\n".join(problems))
    else:
        print(f"ok: {document} ({total}{f'; {len(runs)} run' if runs else ''})")
    return not problems


def application(name, tools):
    """Type-checks an example: the same stand-ins, its own paths."""
    folder = OUTPUT / f"examples-{name}"
    folder.mkdir(parents=True, exist_ok=True)
    source = ROOT / "examples" / name
    problems = types(folder, tools, [f"{source}/**/*.ts", f"{source}/**/*.tsx"], {
        "@/*": [f"{source}/*"], "noormme": [f"{NODE}/dist/index.d.mts"], "noormme/*": [f"{NODE}/dist/*/index.d.mts"]})
    print("\n".join(problems) if problems else f"ok: examples/{name}")
    return not problems


def types(folder, tools, include=("**/*.ts", "**/*.tsx", "**/*.mts"), paths=None):
    configuration = {
        "compilerOptions": {
            "module": "esnext", "moduleResolution": "bundler", "target": "es2022", "lib": ["es2023", "dom"], "types": [],
            "strict": True, "noEmit": True, "jsx": "react-jsx", "paths": paths or {"@/*": ["./*"]}, "skipLibCheck": False,
            "allowImportingTsExtensions": True,
        },
        "include": [*include, str(STUBS / "*.d.ts")],
    }
    (folder / "tsconfig.json").write_text(json.dumps(configuration))
    ran = subprocess.run([tools.tsc, "-p", folder], text=True, capture_output=True)
    return [f"{line}" for line in (ran.stdout + ran.stderr).splitlines()] if ran.returncode else []


def main():
    parser = argparse.ArgumentParser(prog="scripts/doc-examples")
    parser.add_argument("--tsc", required=True)
    parser.add_argument("--node", required=True, help="22.18 or later, which runs TypeScript; empty: none")
    parser.add_argument("documents", nargs="*")
    tools = parser.parse_args()
    modules = OUTPUT / "node_modules"
    modules.mkdir(parents=True, exist_ok=True)
    link = modules / "noormme"
    link.unlink(missing_ok=True)
    link.symlink_to(NODE)
    documents = tools.documents or DOCUMENTS
    results = [check(document, tools) for document in documents]
    if not tools.documents:
        results += [application(name, tools) for name in ("next-auth", "starter")]
    sys.exit(0 if all(results) else 1)


main()
