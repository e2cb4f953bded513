"""Random stored values, few enough to meet again in filters, and how a query says them."""

import datetime
import json

WORDS = (
    "", "a", "A", "abc", "ABC", "Abc", "abcd", "b%c", "a_b", "a\\b", "it's", 'say "x"', "ä", "Ä", "ß", "z z", "1", "10",
    "null", "true", "été",
)  # fmt: skip
DAYS = ("2019-12-29", "2019-12-31", "2020-01-01", "2020-02-29", "2021-03-14", "2023-01-01", "1999-07-05")
TIMES = ("00:00:00", "12:30:00", "23:59:59", "12:30:00.500000", "06:05:04.000003")
SPANS = (0, 1, 1500000, -3600000000, 86400000000, 90061000001)
CODES = ("12345678123456781234567812345678", "ffffffffffffffffffffffffffffffff", "0a0b0c0d0e0f00112233445566778899")
DOCUMENTS = (
    {"a": 1, "b": "x"}, {"a": 2, "b": None}, {"a": {"b": [1, 2, {"c": "d"}]}}, {"a": "1"}, {"b": True}, [1, 2, 3],
    ["a", "b"], [], {}, "text", 5, 1.5, None, True, {"a": None}, {"a": [0]}, {"c": False, "a": -1},
)  # fmt: skip


def raw(rng, kind):
    """A stored value, never NULL."""
    if kind == "integer":
        return rng.choice((-3, -1, 0, 1, 2, 3, 5, 7, 10, 100))
    if kind == "positive":
        return rng.choice((0, 1, 2, 3, 5, 100))
    if kind in ("char", "text"):
        return rng.choice(WORDS)
    if kind == "boolean":
        return rng.randint(0, 1)
    if kind == "float":
        return rng.choice((-1.5, 0.0, 0.25, 0.5, 1.0, 2.5, 3.0, 100.75))
    if kind == "decimal":
        return rng.choice((-1.5, 0, 0.25, 0.5, 1, 2.5, 3, 100.75))
    if kind == "date":
        return rng.choice(DAYS)
    if kind == "datetime":
        return rng.choice(DAYS) + " " + rng.choice(TIMES)
    if kind == "time":
        return rng.choice(TIMES)
    if kind == "duration":
        return rng.choice(SPANS)
    if kind == "uuid":
        return rng.choice(CODES)
    return json.dumps(rng.choice(DOCUMENTS))


TAGS = {"date": "$date", "datetime": "$datetime", "time": "$time", "duration": "$us"}


def said(kind, value):
    """A stored value as the recorded cases say it."""
    if value is None:
        return None
    if kind == "boolean":
        return bool(value)
    if kind == "float":
        return {"$float": value}
    if kind == "decimal":
        return {"$decimal": f"{value:.2f}"}
    if kind == "uuid":
        return {"$uuid": value}
    if kind == "json":
        return json.loads(value)
    if kind == "datetime":
        return {"$datetime": str(datetime.datetime.fromisoformat(value))}
    if kind in TAGS:
        return {TAGS[kind]: value}
    return value


def query_value(rng, kind):
    """A value a query compares with: mostly one that is stored somewhere."""
    return said(kind, raw(rng, kind))
