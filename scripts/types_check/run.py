"""Checks the types of the Node package: tests in every checker there is, no `any`, and what a large schema costs."""

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

from . import completions, large

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "bindings" / "node"
TESTS = PACKAGE / "types-test"
LARGE = ROOT / "build" / "types-large"
# Compared by count, not by time: it is the same on every machine.
MOST_INSTANTIATIONS = 600_000
FEWEST_TESTS = 60


def say(text):
    print(text, flush=True)


def fail(text):
    print(f"scripts/check-types: {text}", file=sys.stderr)
    return False


def run(command, folder=ROOT):
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def counts():
    """How many things the tests state."""
    right = (TESTS / "right.mts").read_text("utf-8")
    wrong = (TESTS / "wrong.mts").read_text("utf-8")
    accepted = len(re.findall(r"^(?!import|type|declare|//|\}|\s|export)\S.*;$", right, re.M))
    refused = wrong.count("// @ts-expect-error")
    say(f"{accepted} statements accepted, {refused} refused")
    if min(accepted, refused) < FEWEST_TESTS:
        return fail(f"fewer than {FEWEST_TESTS}")
    return True


def no_any():
    """`any` in a declaration would switch checking off wherever it flows."""
    found = []
    for path in sorted((PACKAGE / "dist").rglob("*.d.*ts")):
        text = re.sub(r"/\*.*?\*/|//[^\n]*|\"(?:[^\"\\]|\\.)*\"", '""', path.read_text("utf-8"), flags=re.S)
        found += [f"{path.relative_to(PACKAGE)}: {line.strip()}" for line in text.splitlines() if re.search(r"\bany\b(?!\s*[?:])", line)]
    if found:
        return fail("any in the declarations:\n  " + "\n  ".join(found))
    say("no any in the declarations")
    return True


def checker(name, command, folder=ROOT):
    answer = run(command, folder)
    if answer.returncode != 0:
        return fail(f"{name}:\n{(answer.stdout + answer.stderr)[:4000]}")
    say(f"{name}: as expected")
    return True


def deno(path):
    """Deno takes packages from a node_modules folder as Node does."""
    version = re.search(r"typescript (\S+)", run([path, "--version"]).stdout).group(1)
    folder = ROOT / "build" / "types-deno"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "node_modules").mkdir(parents=True)
    package = folder / "node_modules" / "noormme"
    shutil.copytree(PACKAGE / "dist", package / "dist")
    shutil.copy(PACKAGE / "package.json", package)
    (folder / "package.json").write_text('{"type": "module", "dependencies": {"noormme": "*"}}\n', "utf-8")
    (folder / "deno.json").write_text(
        '{"nodeModulesDir": "manual", "compilerOptions": {"strict": true, "noUncheckedIndexedAccess": true, "exactOptionalPropertyTypes": true}}\n', "utf-8")
    for name in ("database.mts", "right.mts", "wrong.mts"):
        (folder / name).write_text((TESTS / name).read_text("utf-8").replace('"./database.mjs"', '"./database.mts"'), "utf-8")
    command = [path, "check", "--quiet", "--no-lock", "right.mts", "wrong.mts"]
    return checker(f"Deno, TypeScript {version}", command, folder)


def editors(tsc):
    """What a language server offers."""
    if "tsgo" not in tsc:
        say("skipped: completions, which are asked of tsgo")
        return True
    faults = completions.missing(tsc, TESTS)
    if faults:
        return fail("completions:\n  " + "\n  ".join(faults))
    say(f"completions: as expected in {len(completions.PLACES)} places")
    return True


def instantiations(tsc, count):
    """What checking so many queries costs."""
    shutil.rmtree(LARGE, ignore_errors=True)
    LARGE.mkdir(parents=True)
    (LARGE / "database.mts").write_text(large.database(), "utf-8")
    (LARGE / "queries.mts").write_text(large.queries(count), "utf-8")
    (LARGE / "tsconfig.json").write_text(
        '{"compilerOptions": {"module": "nodenext", "target": "es2022", "lib": ["es2023"], "types": [], "strict": true, "noEmit": true,\n'
        f' "skipLibCheck": true, "paths": {{"noormme": ["{PACKAGE}/dist/index.d.mts"]}}}}, "include": ["*.mts"]}}\n', "utf-8")
    answer = run([tsc, "-p", str(LARGE), "--extendedDiagnostics"])
    if answer.returncode != 0:
        fail(f"the large schema:\n{answer.stdout[:4000]}")
        return None
    return {name: re.search(rf"^{name}:\s+(\S+)", answer.stdout, re.M).group(1) for name in ("Instantiations", "Types", "Check time")}


def cost(tsc):
    first = instantiations(tsc, 0)
    found = first and instantiations(tsc, large.QUERIES)
    if not found:
        return False
    say(f"{large.TABLES} tables, {large.QUERIES} queries: {found['Instantiations']} instantiations ({first['Instantiations']} without queries), "
        f"{found['Types']} types, {found['Check time']}")
    if int(found["Instantiations"]) > MOST_INSTANTIATIONS:
        return fail(f"more than {MOST_INSTANTIATIONS} instantiations")
    return True


def main(arguments):
    parser = argparse.ArgumentParser(prog="scripts/check-types", description=__doc__)
    parser.add_argument("--tsc", required=True)
    parser.add_argument("--bun")
    parser.add_argument("--deno")
    options = parser.parse_args(arguments)
    results = [counts(), no_any(), checker("TypeScript " + run([options.tsc, "--version"]).stdout.split()[1], [options.tsc, "-p", str(TESTS)])]
    if options.deno:
        results.append(deno(options.deno))
    else:
        say("skipped: no Deno")
    if options.bun and run([options.bun, "check", "--help"]).returncode == 0:
        results.append(checker("Bun " + run([options.bun, "--version"]).stdout.strip(), [options.bun, "check", "-p", str(TESTS)]))
    else:
        say("skipped: no Bun that checks types")
    results += [editors(options.tsc), cost(options.tsc)]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
