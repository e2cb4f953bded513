"""Compares an answer with a recorded result by the rules of the data's README."""

from .configuration import ordering_name
from .equality import same
from .values import tag_of
from .wanted import ordered_relations, wanted_relations


MOMENTS = {"DateField": "$date", "DateTimeField": "$datetime", "TimeField": "$time"}


class Mismatch(Exception):
    """What differs, in words."""


def expect(condition, words):
    if not condition:
        raise Mismatch(words)


class Comparison:
    """`masks` tells fields that come from a clock or a random source; `written` says that the recorded
    instances were not read from the database, so that their values still have the caller's types."""

    def __init__(self, schema, case, written=False):
        self.schema = schema
        self.case = case
        self.written = written
        self.wanted = wanted_relations(case["spec"])
        self.ordered = ordered_relations(case["spec"])

    # -- one result --------------------------------------------------------------------------------------

    def result(self, expected, actual):
        """The result of an operation that is not a list of rows."""
        kind = self.case["op"]["m"]
        if kind == "in_bulk":
            return self.bulk(expected["$dict"], actual)
        if kind.endswith("delete"):
            return self.deleted(expected, actual)
        if kind.endswith("get_or_create") or kind.endswith("update_or_create"):
            expect(isinstance(actual, list) and len(actual) == 2, "the answer is not [row, created]")
            self.row(expected["$tuple"][0], actual[0], {}, "row")
            expect(actual[1] is expected["$tuple"][1], f"created is {actual[1]}")
            return
        self.element(expected, actual, "result")

    def bulk(self, expected, actual):
        expect(isinstance(actual, list) and len(actual) == len(expected), "another number of rows")
        left = list(actual)
        for key, row in expected:
            for position, pair in enumerate(left):
                if same(key, pair[0]):
                    self.element(row, pair[1], f"row {key}")
                    del left[position]
                    break
            else:
                raise Mismatch(f"no row for key {key}")

    def deleted(self, expected, actual):
        total, counts = expected["$tuple"]
        expect(isinstance(actual, list) and len(actual) == 2, "the answer is not [total, counts]")
        expect(actual[0] == total, f"deleted {actual[0]} rows, not {total}")
        by_name = {label.rsplit(".", 1)[-1]: count for label, count in counts["$dict"]}
        expect(actual[1] == by_name, f"deleted {actual[1]}, not {by_name}")

    def created(self, expected, actual):
        """`bulk_create`: instances as the caller made them, with the keys the database gave. A row that a
        conflict left out has no key there and may be null here."""
        expect(isinstance(actual, list), "the answer is not a list")
        expect(len(actual) == len(expected), f"{len(actual)} rows, not {len(expected)}")
        ignores = self.case["op"].get("k", {}).get("ignore_conflicts")
        for position, (left, right) in enumerate(zip(expected, actual)):
            if right is None and (left["pk"] is None or ignores):
                continue
            self.row(self.as_made(left), right, {}, f"row {position}")

    def as_made(self, row):
        """Where a conflict updates the stored row, the instance keeps what the caller gave: only the key and
        the updated columns are those of the row."""
        options = self.case["op"].get("k", {})
        if not options.get("update_conflicts"):
            return row
        model = self.schema[row["$row"]]
        kept = {model.key.attname} | {model.field(name).attname for name in options.get("update_fields", [])}
        left = {name: {"$e": "left"} for name in row["f"] if name not in kept}
        return {**row, "f": {**row["f"], **left}}

    # -- lists --------------------------------------------------------------------------------------------

    def rows(self, expected, actual):
        """Exact order, else any order where the recorded order says nothing of it."""
        expect(isinstance(actual, list), "the answer is not a list")
        expect(len(actual) == len(expected), f"{len(actual)} rows, not {len(expected)}")
        if self.in_order(expected, actual):
            return
        if self.case["order"] == "exact":
            for position, (left, right) in enumerate(zip(expected, actual)):
                self.element(left, right, f"row {position}")
        self.as_multiset(expected, actual)

    def in_order(self, expected, actual):
        return all(self.matches(left, right) for left, right in zip(expected, actual))

    def as_multiset(self, expected, actual):
        """Pairs the rows up; returns for each expected row the position of ours."""
        left, places = list(range(len(actual))), []
        for position, row in enumerate(expected):
            for place in left:
                if self.matches(row, actual[place]):
                    left.remove(place)
                    places.append(place)
                    break
            else:
                raise Mismatch(f"row {position} is not among ours: {self.why(row, [actual[at] for at in left])}")
        return places

    def why(self, row, candidates):
        if len(candidates) == 1:
            try:
                self.element(row, candidates[0], "row")
            except Mismatch as mismatch:
                return str(mismatch)
        return f"{row}"

    def matches(self, expected, actual):
        try:
            self.element(expected, actual, "row")
            return True
        except Mismatch:
            return False

    # -- one element -----------------------------------------------------------------------------------------

    def element(self, expected, actual, where):
        tag = tag_of(expected)
        if tag == "$row":
            self.row(expected, actual, self.wanted, where)
        elif tag == "$named":
            self.element({"$tuple": expected["v"]}, actual, where)
        elif tag == "$tuple" and isinstance(actual, list):
            expect(len(actual) == len(expected["$tuple"]), f"{where}: {len(actual)} values")
            for position, (left, right) in enumerate(zip(expected["$tuple"], actual)):
                self.value(left, right, f"{where}[{position}]")
        elif tag == "$dict" and isinstance(actual, dict):
            names = [str(pair[0]) for pair in expected["$dict"]]
            expect(set(names) == set(actual), f"{where}: keys {sorted(actual)}, not {sorted(names)}")
            for name, inner in expected["$dict"]:
                self.value(inner, actual[str(name)], f"{where}.{name}")
        else:
            self.value(expected, actual, where)

    def value(self, expected, actual, where):
        expect(same(expected, actual), f"{where} is {actual!r}, not {expected!r}")

    def row(self, expected, actual, wanted, where, model=None):
        if expected is None or actual is None:
            expect(expected is None and actual is None, f"{where} is {actual!r}, not {expected!r}")
            return
        expect(isinstance(actual, dict), f"{where} is {actual!r}, not a row")
        model = self.schema.get(expected.get("$row")) or model
        known = set()
        for name, value in expected["f"].items():
            known.add(name)
            self.field(model, name, value, actual, where)
        for name, value in expected.get("x", {}).items():
            known.add(name)
            expect(name in actual, f"{where}.{name} is missing")
            self.extra(value, actual[name], wanted.get(name, {}), f"{where}.{name}")
        for name, value in {**expected.get("rel", {}), **expected.get("pre", {})}.items():
            known.add(name)
            if name in actual:
                self.related(value, actual[name], wanted.get(name, {}), f"{where}.{name}", self.beyond(model, name))
            else:
                expect(name not in wanted, f"{where}.{name} was not loaded")
        if "$row" in expected:
            surplus = set(actual) - known - set(wanted)
            expect(not surplus, f"{where} has more: {sorted(surplus)}")

    def beyond(self, model, accessor):
        """The model a relation leads to, when it can be told."""
        if model is None:
            return None
        onward = self.schema.step(model, accessor)[1]
        return onward or self.schema.by_accessor(model, accessor)

    def field(self, model, name, value, actual, where):
        field = model.field(name) if model else None
        expect(name in actual, f"{where}.{name} is missing")
        if self.written and field is not None:
            if field.is_masked or tag_of(value) in ("$e", "$f", "$fslice") or value is None and field.primary_key:
                return
            if same(value, actual[name]) or self.stored_alike(field, value, actual[name]):
                return
        self.value(value, actual[name], f"{where}.{name}")

    def stored_alike(self, field, value, actual):
        """A caller's value of another type than the column's: text for a number, a moment for a day."""
        kind, tag = field.value_field().type, tag_of(value)
        if kind == "DateField" and tag == "$datetime":
            return same({"$date": value["$datetime"][:10]}, actual)
        if kind == "TimeField" and tag == "$datetime":
            return True
        if kind == "FileField" and value is None:
            return actual == ""
        if kind in MOMENTS and isinstance(value, str):
            return same({MOMENTS[kind]: value}, actual)
        if isinstance(value, str) and isinstance(actual, (int, float, bool)):
            return value == str(actual)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and isinstance(actual, str):
            return str(value) == actual
        if tag in ("$obj",):
            return same(value["pk"], actual)
        return same(1 if value is True else 0 if value is False else value, actual)

    def extra(self, expected, actual, wanted, where):
        if isinstance(expected, list) and any(tag_of(each) == "$row" for each in expected):
            self.related(expected, actual, wanted, where)
        elif tag_of(expected) == "$row":
            self.row(expected, actual, wanted, where)
        else:
            self.value(expected, actual, where)

    def related(self, expected, actual, wanted, where, model=None):
        """A loaded relation: a row, null, a list of rows, or a bare key where the recording stops."""
        if isinstance(expected, list):
            expect(isinstance(actual, list), f"{where} is {actual!r}, not a list")
            expect(len(actual) == len(expected), f"{where} has {len(actual)} rows, not {len(expected)}")
            self.related_rows(expected, actual, wanted, where)
        elif expected is None or isinstance(expected, dict) and "f" in expected:
            self.row(expected, actual, wanted, where, model)
        else:
            expect(isinstance(actual, dict), f"{where} is {actual!r}, not a row")
            expect(any(same(expected, value) for value in actual.values()), f"{where} is not row {expected}")

    def related_rows(self, expected, actual, wanted, where):
        left = list(range(len(actual)))
        loose = where.rpartition(".")[2] not in self.ordered and not self.is_ordered(expected)
        for position, row in enumerate(expected):
            for place in left if loose else left[:1]:
                try:
                    self.row(row, actual[place], wanted, f"{where}[{position}]")
                    left.remove(place)
                    break
                except Mismatch:
                    if not loose or place == left[-1]:
                        raise

    def is_ordered(self, rows):
        """Whether the model's default ordering leaves no ties."""
        model = self.schema.get(rows[0].get("$row")) if rows else None
        terms = [ordering_name(term) for term in model.data["ordering"]] if model else []
        names = {"pk"} | {field.name for field in model.fields if field.unique and not field.null} if model else set()
        return any(term.lstrip("-") in names for term in terms if term)
