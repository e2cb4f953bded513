"""Compiles every request of Tests/Corpus, and seeded mutations of them, natively and in build/noormme.wasm.

The native plans and errors go into a file that wasm.mjs compares with what the module says, byte by byte.
"""

import argparse
import base64
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from . import deep, files
from .mutate import Mutator
from .native import Database, Failure, Library


def outcome(database, spec):
    try:
        return {"plan": database.ask("compile", spec).decode()}
    except Failure as failure:
        return {"error": {key: failure.details[key] for key in ("code", "name", "message", "path", "model", "field")}}


def capabilities(database):
    """What the native connection knows of its SQLite, for the module to be told."""
    probe = {"v": 1, "model": database.model, "steps": [["filter", {"pk__regex": "a"}]]}
    return {"regex": "error" not in outcome(database, json.dumps(probe).encode())}


def records(library, folder, count, seed):
    """One record per group of requests that share a database and its options, as JSON."""
    groups = {}
    for path in files.topics([]):
        content = files.read(path)
        for case in content["cases"]:
            key = (content["database"], json.dumps(case.get("options", {})))
            groups.setdefault(key, []).append((f"{path.stem}: {case['name']}", case))
    total = sum(len(cases) for cases in groups.values())
    for number, ((name, extra), cases) in enumerate(sorted(groups.items())):
        place = folder / f"{number}.sqlite"
        files.build(name, place)
        options = files.options(name) | json.loads(extra)
        database = Database(library, str(place), options)
        database.model = cases[0][1]["spec"]["model"] if isinstance(cases[0][1]["spec"], dict) else json.loads(database.introspect())["models"][0]["name"]
        requests = [(label, files.spec_bytes(case)) for label, case in cases]
        if name == "blog" and extra == "{}":
            requests += deep.requests()
        whole = [case["spec"] for _, case in cases if isinstance(case["spec"], dict)]
        mutator = Mutator(whole, f"{seed}/{name}/{extra}")
        for index in range(count * len(cases) // total if whole else 0):
            spec = mutator.mutant(whole[index % len(whole)])
            requests.append((f"{name}, seed {seed}, mutant {index}", spec))
        known = ("time_zone", "case_sensitive_like", "unicode_case", "allow_raw")
        yield {
            "database": name,
            "options": {key: options[key] for key in known if key in options} | capabilities(database),
            "schema": database.introspect(),
            "requests": [
                {"name": label, "spec": base64.b64encode(spec).decode(), **outcome(database, spec)}
                for label, spec in requests
            ],
        }
        database.close()


def main(arguments):
    parser = argparse.ArgumentParser(prog="scripts/test-wasm", description=__doc__)
    parser.add_argument("--mutants", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--library", default=files.ROOT / "build" / "libnoormme.so", type=Path)
    parser.add_argument("--module", default=files.ROOT / "build" / "noormme.wasm", type=Path)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="noormme-wasm-") as folder:
        wanted = Path(folder) / "wanted.jsonl"
        with open(wanted, "w", encoding="utf-8") as out:
            for record in records(Library(str(options.library)), Path(folder), options.mutants, options.seed):
                out.write(json.dumps(record) + "\n")
        script = Path(__file__).with_name("wasm.mjs")
        return subprocess.run([os.environ.get("NODE", "node"), str(script), str(options.module), str(wanted)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
