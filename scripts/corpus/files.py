"""The files of Tests/Corpus: reading them, and writing them so that a diff shows one thing per line."""

import json
import re
import sqlite3
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "Tests" / "Corpus"
KEYS = ["name", "options", "native", "unordered", "spec", "sql", "parameters", "answer", "error", "after"]


class Malformed(Exception):
    """A file of the corpus that is not what the README says."""


def options(database):
    path = CORPUS / "databases" / f"{database}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def build(database, path):
    """Makes the SQLite file of a database."""
    connection = sqlite3.connect(path)
    connection.executescript((CORPUS / "databases" / f"{database}.sql").read_text("utf-8"))
    connection.commit()
    connection.close()


def topics(wanted):
    """Paths of the case files, all or those named."""
    paths = sorted((CORPUS / "cases").glob("*.json"))
    unknown = set(wanted) - {path.stem for path in paths}
    if unknown:
        raise Malformed("no such topic: " + ", ".join(sorted(unknown)))
    return [path for path in paths if not wanted or path.stem in wanted]


def read(path):
    content = json.loads(path.read_text("utf-8"))
    if set(content) != {"database", "cases"}:
        raise Malformed(f"{path.name}: wants the keys database and cases")
    seen = set()
    for case in content["cases"]:
        strange = set(case) - set(KEYS)
        if strange or "name" not in case or "spec" not in case:
            raise Malformed(f"{path.name}: {case.get('name')}: {sorted(strange) or 'wants name and spec'}")
        if case["name"] in seen:
            raise Malformed(f"{path.name}: two cases are named {case['name']}")
        seen.add(case["name"])
    return content


def write(path, content):
    text = '{"database": %s,\n "cases": [\n' % line(content["database"])
    text += ",\n".join(written(case) for case in content["cases"])
    path.write_text(text + "\n]}\n", "utf-8")


def written(case):
    parts = []
    for key in KEYS:
        if key not in case:
            continue
        value = case[key]
        if isinstance(value, list) and (key in ("sql", "after") and len(value) > 1 or len(line(value)) > 100):
            parts.append(f'"{key}": [\n      ' + ",\n      ".join(line(item) for item in value) + "]")
        else:
            parts.append(f'"{key}": {line(value)}')
    return "  {" + ",\n   ".join(parts) + "}"


def line(value):
    text = json.dumps(value, ensure_ascii=False)
    return re.sub("[\ud800-\udfff]", lambda match: f"\\u{ord(match.group()):04x}", text)


def spec_bytes(case):
    """What is sent. A string stands for itself; \\udc80-\\udcff in it for bytes that are not UTF-8."""
    spec = case["spec"]
    text = spec if isinstance(spec, str) else line(spec)
    return text.encode("utf-8", "surrogateescape")
