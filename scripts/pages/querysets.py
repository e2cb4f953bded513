"""Keeps the SQL in docs/queryset.md as Tests/Corpus has it: each request on the page is a case's."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "queryset.md"
EXAMPLE = re.compile(r"^```\n(?P<request>[^\n]+)\n```\n```sql\n(?P<sql>.*?)\n```$", re.M | re.S)


class Unknown(Exception):
    """A request on the page that no case has."""


def refreshed(text):
    """The page with the SQL of today."""
    known = {}
    for path in (ROOT / "Tests" / "Corpus" / "cases").glob("*.json"):
        for case in json.loads(path.read_text("utf-8"))["cases"]:
            if isinstance(case["spec"], dict) and "model" in case["spec"] and case.get("sql"):
                known[request(case["spec"])] = "\n".join(case["sql"])

    def sql(match):
        if match["request"] not in known:
            raise Unknown(f"docs/queryset.md: no case of Tests/Corpus asks\n  {match['request']}")
        return f"```\n{match['request']}\n```\n```sql\n{known[match['request']]}\n```"

    return EXAMPLE.sub(sql, text)


def request(spec):
    """A request as the page shows it: the model, then its steps and terminal."""
    parts = [json.dumps(step, ensure_ascii=False) for step in spec.get("steps", [])]
    if spec.get("get", "all") != "all":
        parts.append('"get": ' + json.dumps(spec["get"], ensure_ascii=False))
    return f"{spec['model']}: " + ", ".join(parts)
