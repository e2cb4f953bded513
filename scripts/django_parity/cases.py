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


def named_models(value, found):
    """Labels a case names anywhere."""
    if isinstance(value, dict):
        for key in ("model", "$obj", "$inst", "$new"):
            if isinstance(value.get(key), str):
                found.add(value[key])
        for inner in value.values():
            named_models(inner, found)
    elif isinstance(value, list):
        for inner in value:
            named_models(inner, found)
    return found


def proxies_of(module, case):
    """Proxy models a case names: only those are configured, beside the models whose tables they share."""
    labels = named_models([case["spec"], case["op"]], set())
    return tuple(sorted(label for label in labels if label in module.schema and module.schema[label].is_proxy))
