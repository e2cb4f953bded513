"""Reads the recorded cases."""

import json
from pathlib import Path

from .schema import Schema


class Module:
    """One file of cases."""

    def __init__(self, path):
        data = json.loads(Path(path).read_text(encoding="utf-8"))
        self.name = Path(path).stem
        self.schema = Schema(data["schema"])
        self.snapshots = data["snapshots"]
        self.cases = data["cases"]


def files(folder):
    return sorted(Path(folder).glob("*.json"))
