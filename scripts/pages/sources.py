"""Reads the compiler's tables out of its sources."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "Sources" / "NoormmeCore"


class Unreadable(Exception):
    """A table that does not look as this program knows it."""


def source(path):
    return (CORE / path).read_text("utf-8")


def rows(path, type):
    """The arguments of every `Type(…)` in a table of the compiler's, as text."""
    found = re.findall(rf"^ +{type}\((.*)\),$", source(path), re.M)
    if len(found) < 10:
        raise Unreadable(f"{path}: no table of {type}")
    return found


def strings(row):
    return [text.replace("\\\\", "\\").replace('\\"', '"') for text in re.findall(r'"((?:[^"\\]|\\.)*)"', row)]
