#!/usr/bin/env python3
"""Write Sources/NoormmeSQLite/Functions/CaseMapping+*.swift from this Python's Unicode data."""
import pathlib
import unicodedata

TARGET = pathlib.Path(__file__).resolve().parents[3] / "Sources/NoormmeSQLite/Functions"


def tables(function):
    simple, special = {}, {}
    for code in range(0x110000):
        if 0xD800 <= code < 0xE000:
            continue
        mapped = function(chr(code))
        if mapped == chr(code):
            continue
        if len(mapped) == 1:
            simple[code] = ord(mapped)
        else:
            special[code] = [ord(c) for c in mapped]
    keys, ranges, i = sorted(simple), [], 0
    while i < len(keys):
        choices = []
        for step in (1, 2):
            j = i
            while (
                j + 1 < len(keys)
                and keys[j + 1] == keys[j] + step
                and simple[keys[j + 1]] - keys[j + 1] == simple[keys[i]] - keys[i]
            ):
                j += 1
            choices.append((j, -step))
        j, step = max(choices)
        ranges.append((keys[i], keys[j], -step, simple[keys[i]] - keys[i]))
        i = j + 1
    return ranges, special


def rows(numbers):
    lines, line = [], ""
    for number in numbers:
        item = f"{number},"
        if line and len(line) + len(item) > 106:
            lines.append(line)
            line = ""
        line = f"{line} {item}" if line else item
    return "\n".join("        " + line for line in lines + [line])


def write(name, function, what):
    ranges, special = tables(function)
    flat = [n for r in ranges for n in r]
    many = [n for code, to in sorted(special.items()) for n in [code, *to, *[0] * (3 - len(to))]]
    text = f"""// Written by Tests/NoormmeSQLFunctionsTests/Generate/case_tables.py from Unicode {unicodedata.unidata_version}.

extension CaseMapping {{
    /// {what}
    static let {name} = CaseMapping(ranges: {name}Ranges, expansions: {name}Expansions)

    // swift-format-ignore
    private static let {name}Ranges: [Int32] = [
{rows(flat)}
    ]

    // swift-format-ignore
    private static let {name}Expansions: [Int32] = [
{rows(many)}
    ]
}}
"""
    (TARGET / f"CaseMapping+{name.capitalize()}.swift").write_text(text)


write("fold", str.casefold, "Full case folding: two texts that differ in case only fold to the same text.")
write("lower", str.lower, "Full lower-case mapping, without the rule for a final sigma.")
write("upper", str.upper, "Full upper-case mapping.")
