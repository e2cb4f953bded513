"""Writes the tables of lookups and transforms that the TypeScript package's types read, from the compiler's own."""

import re

from . import sources

PATH = sources.ROOT / "bindings" / "node" / "src" / "types" / "tables.ts"


def interface(name, comment, members):
    lines = [f'  readonly {key}: "{value}";' for key, value in members]
    return "\n".join([f"/** {comment} */", f"export interface {name} {{", *lines, "}", ""])


def lookups():
    """Name, kind of operand, whether only for JSON, whether on a relation itself."""
    for row in sources.rows("Lookups/Lookup.swift", "Lookup"):
        name = sources.strings(row)[0]
        operand = re.match(r'\.\w+, "\w+", \.(\w+)', row).group(1)
        yield name, operand, "json: true" in row, "relational: true" in row


def functions():
    """Transform, and what it gives."""
    for row in sources.rows("Lookups/ScalarFunction.swift", "ScalarFunction"):
        transform = re.search(r'transform: "(\w+)"', row)
        if transform:
            yield transform.group(1), re.search(r"\d+\.\.\.\d+, \.`?(\w+)`?", row).group(1)


def units():
    """Part of a date or time, and which of the two it needs."""
    source = sources.source("Resolve/Query+Transform.swift")
    names = dict(re.findall(r'case \.(\w+): "(\w+)"$', source, re.M))

    def listed(variable):
        body = source.split(f"var {variable}: Bool", 1)[1].split("default:", 1)[0]
        return {names[each] for each in re.findall(r"\.(\w+)", body)}

    clock, not_date = listed("isClock"), listed("needsTime")
    for name in names.values():
        yield name, name in clock, name not in not_date


def page():
    rows = list(lookups())
    made = list(functions())
    parts = list(units())
    # chr makes text of a number; every other function that gives text or an integer reads text.
    numbers = [(name, gives) for name, gives in made if gives in ("same", "numeric") or name == "chr"]
    texts = [(name, gives) for name, gives in made if (name, gives) not in numbers]
    gives = {"date": "date", "time": "time"}
    sections = [
        "// Written by scripts/generate-lookups from the compiler's tables; --check compares. Do not edit.\n",
        interface("LookupOperands", "What stands on the right of each lookup.", [(name, operand) for name, operand, _, _ in rows]),
        interface("JSONLookups", "Lookups of JSON columns and paths only.", [(name, operand) for name, operand, json, _ in rows if json]),
        interface("RelationLookups", "Lookups of a relation itself.", [(name, operand) for name, operand, _, relation in rows if relation]),
        interface("NumberTransforms", "Transforms of numbers, and what each gives.", numbers),
        interface("TextTransforms", "Transforms of text, and what each gives.", texts),
        interface("DateTransforms", "Parts of a date.", [(name, "integer") for name, _, is_date in parts if is_date]),
        interface("TimeTransforms", "Parts of a time of day.", [(name, "integer") for name, is_clock, _ in parts if is_clock]),
        interface("DatetimeTransforms", "Parts of a moment.", [(name, gives.get(name, "integer")) for name, _, _ in parts]),
    ]
    return "\n".join(sections).rstrip("\n") + "\n"
