"""Requests like the corpus' own, but wrong or strange somewhere; the same seed gives the same ones."""

import copy
import json
import random

STRANGE = [
    None, True, False, 0, 1, -1, 2**31, 2**53, 2**63 - 1, 5_000_000_000, 1.5, -0.0, 1e300, "", "a", "0", "'", '"', "\u0000",
    "é😀", "id", "-id", "?", "pk", "__", "a__b__c", "%_\\", [], {}, [[]], {"": 1}, {"$f": "id"}, {"$f": "nothing"},
    {"$value": {"a": [1]}}, {"$int": "9223372036854775808"}, {"$int": "x"}, {"$float": "inf"}, {"$float": "nan"},
    {"$blob": "AAA="}, {"$blob": "?"}, {"$decimal": "1.50"}, {"$date": "2020-02-30"}, {"$datetime": "2020-01-01T00:00:00Z"},
    {"$q": "or", "c": []}, {"$q": "xor", "c": [{"id": 1}, {"pk": 2}], "not": True}, {"$outer": "id"},
    {"$func": "Count", "args": ["*"]}, {"$func": "Lower", "args": ["name"]}, {"$op": "/", "args": [{"$f": "id"}, 0]},
    {"$subquery": {"model": "tags"}}, {"$exists": {"model": "posts", "steps": [["filter", {"id": {"$outer": "id"}}]]}},
    {"$case": [[{"id": 1}, {"$value": "x"}]], "default": None}, {"$raw": "1"},
]
NAMES = [
    "exact", "iexact", "contains", "icontains", "startswith", "istartswith", "endswith", "iendswith", "gt", "gte", "lt", "lte",
    "in", "range", "isnull", "regex", "iregex", "year", "month", "date", "author", "posts", "tags", "comments", "profile",
    "answers", "id", "name", "title", "filter", "exclude", "order_by", "values", "values_list", "annotate", "alias", "distinct",
    "reverse", "slice", "none", "union", "difference", "select_related", "prefetch_related", "only", "defer", "all", "first",
    "last", "count", "exists", "get", "aggregate", "update", "delete", "create", "steps", "model", "rows", "v", "not", "c",
]
STEPS = [
    ["filter", {"id__gt": 1}], ["exclude", {"pk": 2}], ["order_by", ["-id"]], ["reverse"], ["distinct"], ["slice", 0, 2],
    ["values", ["id"]], ["values_list", ["pk"], {"flat": True}], ["annotate", {"n": {"$func": "Count", "args": ["*"]}}],
    ["none"], ["only", ["id"]], ["union", [{"model": "tags"}]], ["and", {"model": "posts"}], ["select_related", ["author"]],
    ["prefetch_related", ["posts"]], ["alias", {"x": {"$f": "id"}}],
]


class Mutator:
    def __init__(self, specs, seed):
        self.random = random.Random(seed)
        self.pieces = [piece for spec in specs for piece in self.within(spec)]

    def within(self, value):
        yield value
        for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
            yield from self.within(child)

    def mutant(self, spec):
        """The bytes of a request made from `spec`, which stays as it is."""
        spec = copy.deepcopy(spec)
        for _ in range(self.random.choice([1, 1, 1, 2, 3])):
            spec = self.changed(spec)
        text = json.dumps(spec, ensure_ascii=self.random.random() < 0.5).encode("utf-8", "surrogatepass")
        return self.broken(text) if self.random.random() < 0.15 else text

    def changed(self, spec):
        if isinstance(spec, dict) and self.random.random() < 0.3:
            steps = spec.get("steps")
            steps = list(steps) if isinstance(steps, list) else []
            steps.insert(self.random.randint(0, len(steps)), copy.deepcopy(self.random.choice(STEPS)))
            return {**spec, "steps": steps}
        places = list(self.places(spec))
        if not places:
            return self.piece()
        container, key = self.random.choice(places)
        choice = self.random.random()
        if choice < 0.45:
            container[key] = self.piece()
        elif choice < 0.6:
            del container[key]
        elif isinstance(container, dict):
            container[self.name(key)] = container.pop(key)
        else:
            container.insert(key, copy.deepcopy(container[key]))
        return spec

    def places(self, value):
        if isinstance(value, dict):
            for key in value:
                yield value, key
                yield from self.places(value[key])
        elif isinstance(value, list):
            for index in range(len(value)):
                yield value, index
                yield from self.places(value[index])

    def piece(self):
        pool = STRANGE if self.random.random() < 0.5 else self.pieces
        piece = copy.deepcopy(self.random.choice(pool))
        for _ in range(self.random.choice([0] * 30 + [3, 150])):
            piece = [piece] if self.random.random() < 0.5 else {"$q": "and", "c": [piece]}
        return piece

    def name(self, key):
        choice = self.random.random()
        if choice < 0.4:
            return f"{key}__{self.random.choice(NAMES)}"
        if choice < 0.7:
            return self.random.choice(NAMES)
        at = self.random.randint(0, len(key))
        return key[:at] + self.random.choice("_$\"'\u00e9x-\x01") + key[at + 1 :]

    def broken(self, text):
        text = bytearray(text)
        at = self.random.randrange(len(text))
        choice = self.random.random()
        if choice < 0.4:
            text[at] = self.random.randrange(256)
        elif choice < 0.7:
            del text[at : at + self.random.randint(1, 8)]
        else:
            text[at:at] = bytes(self.random.choice([b"{", b"[", b"\"", b",", b"\xff", b"\\u0000", b"null", b"-"]))
        return bytes(text)
