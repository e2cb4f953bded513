"""Writes what follows from the compiler's tables and the SQL that Tests/Corpus records: docs/lookups.md, the SQL in
docs/queryset.md, and the tables behind the TypeScript package's types."""

import argparse
import json
import re
import sys

from . import querysets, typescript
from .sources import ROOT, Unreadable, rows, source, strings

PAGE = ROOT / "docs" / "lookups.md"

OPERANDS = {
    "value": "a value, an expression or a query of one row", "text": "text or an expression", "list": "an array or a query",
    "pair": "an array of two", "flag": "`true` or `false`", "key": "a key", "keys": "an array of keys",
}
AGGREGATES = {
    "count": "integer; takes `\"*\"` and `distinct`", "sum": "the argument's type; takes `distinct`", "average": "real; a decimal's average is a decimal",
    "extreme": "the argument's type", "deviation": "real; `\"sample\": true` divides by n - 1", "anyValue": "the argument's type",
    "bits": "integer", "join": "text; the second argument or `delimiter`, and `order_by`", "window": "",
}
# Names the compiler takes for the sake of its tests, or that are another function's other half.
UNLISTED = {"ConcatPair", "KT", "KeyTextTransform"}


def lookups():
    for row in rows("Lookups/Lookup.swift", "Lookup"):
        name, form = strings(row)[:2]
        operand = re.match(r'\.\w+, "\w+", \.(\w+)', row).group(1)
        notes = []
        if "nativeOnly: true" in row:
            notes.append("native only")
        if "json: true" in row:
            notes.append("JSON columns")
        if "relational: true" in row:
            notes.append("also on a relation")
        yield [f"`{name}`", OPERANDS[operand], code(form), ", ".join(notes)]


def functions(examples):
    for row in rows("Lookups/ScalarFunction.swift", "ScalarFunction"):
        name, sql = strings(row)[:2]
        least, most, output = re.search(r"(\d+)\.\.\.(\d+), \.`?(\w+)`?", row).groups()
        transform = re.search(r'transform: "(\w+)"', row)
        count = least if least == most else f"{least} or more" if int(most) > 9 else f"{least} to {most}"
        gives = {"same": "the argument's type", "numeric": "real or decimal", "any": "any"}.get(output, output)
        yield [f"`{name}`", count, code(examples.get(name, f"{sql}(…)")), gives, f"`__{transform.group(1)}`" if transform else ""]


def special(examples):
    body = source("Resolve/Query+Function.swift").split("func specialFunction(", 1)
    if len(body) != 2:
        raise Unreadable("Query+Function.swift: no specialFunction")
    names = []
    for line in re.findall(r"^        case (\"[^:]+):$", body[1].split("default: break", 1)[0], re.M):
        names += [name for name in strings(line) if name not in names]
    tables = {strings(row)[0] for row in rows("Lookups/ScalarFunction.swift", "ScalarFunction")}
    names = [name for name in names if name not in tables and name not in UNLISTED]
    missing = [name for name in names if name not in examples]
    if missing:
        raise Unreadable("Tests/Corpus/cases/functions.json has no case called " + ", ".join(missing))
    return [[f"`{name}`", code(examples[name])] for name in names]


def units(examples):
    names = re.findall(r'case \.\w+: "(\w+)"$', source("Resolve/Query+Transform.swift"), re.M)
    if len(names) != 13:
        raise Unreadable(f"Query+Transform.swift: {len(names)} units")
    for name in names:
        camel = "".join(part.capitalize() for part in name.split("_"))
        extract, trunc = examples.get("Extract" + camel), examples.get("Trunc" + camel)
        yield [f"`__{name}`", code(extract) if extract else "", code(trunc) if trunc else ""]


def aggregates(examples):
    for row in rows("Resolve/Aggregate.swift", "Aggregate"):
        name, sql = strings(row)[:2]
        kind = re.search(r"\.(\w+)$", row).group(1)
        yield kind == "window", [f"`{name}`", code(examples.get(name, f"{sql}(…)")), AGGREGATES[kind]]


def corpus():
    """Name of a case to the SQL of its one expression, from the cases that annotate or aggregate one called x."""
    found = {}
    for topic in ("functions", "expressions"):
        content = json.loads((ROOT / "Tests" / "Corpus" / "cases" / f"{topic}.json").read_text("utf-8"))
        for case in content["cases"]:
            match = re.match(r'SELECT (.*) AS "x" FROM ', (case.get("sql") or [""])[0])
            if match:
                # What has no fixed answer is measured by its length.
                if (length := re.fullmatch(r"LENGTH\((.*)\)", match.group(1))) and case["name"].split()[0] != "Length":
                    match = length
                # A function's own case, or the first whose name begins with the function.
                found.setdefault(case["name"].split()[0], match.group(1))
                found[case["name"]] = match.group(1)
    return found


def code(text):
    text = text.replace("|", "\\|")
    return f"`{text}`"


def table(head, body):
    lines = [head, ["---"] * len(head), *body]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def page():
    examples = corpus()
    grouped = list(aggregates(examples))
    return f"""# Lookups, transforms and functions

Written by `scripts/generate-lookups` from the compiler's tables (`Sources/NoormmeCore`) and the SQL that `Tests/Corpus`
records; `--check` compares. How they stand in a request: [wire-format.md](wire-format.md).

*Native only* means that the SQL calls a function of ours (`noormme_…`), registered on every connection of the native
library; a plan names them in `native_functions`, so that another executor can refuse it. What they give agrees with Django's
own functions for SQLite.

## Lookups

`name__lookup`; `exact` when none is named. `a` is the left side, `?` the right.

{table(["lookup", "right side", "SQL", ""], lookups())}

- Text lookups fold the case of ASCII letters, `exact` and `in` none, as Django on SQLite. With `case_sensitive_like`,
  `contains`, `startswith` and `endswith` become `GLOB`; with `unicode_case` the `i` lookups fold all letters
  (`noormme_fold`). `%`, `_` and `\\` in the value are escaped.
- On an integer column a fraction is cut for `exact`, `gt`, `lte`, `in`, `range`, and rounded up for `gte` and `lt`.
- NULLs in an `in` list are dropped; `exact` with `null` is `IS NULL`; other lookups refuse `null`.
- `regex` and `iregex`: [regex.md](regex.md).

## Transforms

Between the name and the lookup, one after another: `title__trim__lower__startswith`. Functions with a name in the last
column of the table below are transforms too. On a JSON column every other name is a key, a number an index:
`settings__tabs__0`.

Parts of dates and times, as transform, as `Extract…` or `{{"$func": "Extract", "kind": …}}`, and as `Trunc…`. Another time
zone than UTC calls `noormme_datetime_extract`, `noormme_datetime_trunc` and their like (native only). `year` with `exact`
and comparisons is a range of the column itself, which an index serves.

{table(["transform", "extract", "trunc"], units(examples))}

## Functions

`{{"$func": "Name", "args": […]}}`.

{table(["function", "arguments", "SQL", "gives", "transform"], functions(examples))}

Whose SQL is more than a call:

{table(["function", "SQL"], special(examples))}

## Aggregates

All take `filter` (`FILTER (WHERE …)`) and `default` (`COALESCE`).

{table(["aggregate", "SQL", "gives"], [row for is_window, row in grouped if not is_window])}

## Window functions

Only inside `$window`; the aggregates above may stand there too.

{table(["function", "SQL"], [row[:2] for is_window, row in grouped if is_window])}
"""


def main(arguments):
    parser = argparse.ArgumentParser(prog="scripts/generate-lookups", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    options = parser.parse_args(arguments)
    try:
        return write_or_check(options.check)
    except (Unreadable, querysets.Unknown) as error:
        print(f"scripts/generate-lookups: {error}", file=sys.stderr)
        return 1


def write_or_check(is_check):
    wanted = {
        PAGE: page(),
        querysets.PAGE: querysets.refreshed(querysets.PAGE.read_text("utf-8")),
        typescript.PATH: typescript.page(),
    }
    if not is_check:
        for path, text in wanted.items():
            path.write_text(text, "utf-8")
        return 0
    stale = [path.relative_to(ROOT) for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    for name in stale:
        print(f"{name} is not what the tables and the corpus say: run scripts/generate-lookups")
    if not stale:
        print(f"{', '.join(str(path.relative_to(ROOT)) for path in wanted)}: as the tables and the corpus say")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
