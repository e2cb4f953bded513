"""Random expressions with the kind of value they give."""

from .pools import query_value

NUMERIC = ("integer", "positive")
ORDERED = ("integer", "positive", "char", "text", "float", "decimal", "date", "datetime", "time")


def call(name, *positional, **keywords):
    return {"$e": name, "m": "", "a": list(positional), "k": keywords}


class Annotations:
    def __init__(self, maker):
        self.maker = maker
        self.rng = maker.rng

    def annotation(self, label, aliases):
        """(expression, kind) of an annotation that aggregates nothing."""
        for _ in range(8):
            made = self.rng.choice(
                (self.reference, self.arithmetic, self.text, self.coalesce, self.case, self.date, self.subquery,
                 self.exists, self.literal)
            )(label, aliases)  # fmt: skip
            if made:
                return made
        return call("Value", 1), "integer"

    def aggregate(self, label, aliases=()):
        """(expression, kind) of an aggregate, over a to-many relation as often as not."""
        keywords = {}
        if self.rng.random() < 0.25:
            keywords["filter"] = self.maker.conditions.q(label, {}, 0)
        name = self.rng.choice(("Count", "Count", "Sum", "Min", "Max", "Avg"))
        if name == "Count":
            path, _, _ = self.maker.paths.relation(label, 2)
            if self.rng.random() < 0.5:
                keywords["distinct"] = True
            return call("Count", path or "pk", **keywords), "integer"
        kinds = ORDERED if name in ("Min", "Max") else NUMERIC + ("float",)
        found = self.maker.paths.field(label, kinds, here=0.4)
        if not found:
            return call("Count", "pk", **keywords), "integer"
        path, kind, _ = found
        if name == "Avg":
            kind = "float"
        elif name == "Sum" and kind == "positive":
            kind = "integer"
        return call(name, path, **keywords), kind

    def reference(self, label, aliases):
        found = self.maker.paths.field(label, ORDERED + ("boolean", "json", "uuid"), many=self.rng.random() < 0.2)
        return ({"$f": found[0]}, found[1]) if found else None

    def number(self, label):
        found = self.maker.paths.field(label, NUMERIC, many=False, here=0.8)
        return {"$f": found[0]} if found else None

    def arithmetic(self, label, aliases):
        left = self.number(label)
        if left is None:
            return None
        right = self.number(label) if self.rng.random() < 0.4 else None
        right = right or call("Value", self.rng.choice((1, 2, 3)))
        operator = self.rng.choice(("+", "-", "*", "/", "%%"))
        if operator in ("/", "%%"):
            right = call("Value", self.rng.choice((2, 3)))
        return call("CombinedExpression", left, operator, right), "integer"

    def text(self, label, aliases):
        found = self.maker.paths.field(label, ("char",), many=False, here=0.8)
        if not found:
            return None
        reference = {"$f": found[0]}
        chance = self.rng.random()
        if chance < 0.4:
            return call(self.rng.choice(("Upper", "Lower", "Reverse", "Trim")), reference), "char"
        if chance < 0.6:
            return call("Length", reference), "integer"
        if chance < 0.8:
            return call("Concat", reference, call("Value", "-"), reference), "char"
        return call("Substr", reference, 1, 2), "char"

    def coalesce(self, label, aliases):
        kind = self.rng.choice(("integer", "char", "date"))
        found = self.maker.paths.field(label, (kind,), many=False)
        if not found:
            return None
        return call("Coalesce", {"$f": found[0]}, call("Value", query_value(self.rng, kind))), kind

    def case(self, label, aliases):
        branches = [
            call("When", self.maker.conditions.q(label, {}, 0, many=False), then=call("Value", number))
            for number in range(self.rng.randint(1, 2))
        ]
        keywords = {"default": call("Value", 9)} if self.rng.random() < 0.6 else {}
        return call("Case", *branches, **keywords), "integer"

    def date(self, label, aliases):
        found = self.maker.paths.field(label, ("date", "datetime"), many=False)
        if not found:
            return None
        path, kind, _ = found
        if self.rng.random() < 0.6:
            part = self.rng.choice(("Year", "Month", "Day", "Week", "WeekDay", "Quarter", "IsoYear", "IsoWeekDay"))
            return call("Extract" + part, path), "integer"
        return call("Trunc" + self.rng.choice(("Year", "Month", "Week", "Quarter")), path), kind

    def subquery(self, label, aliases):
        other, condition = self.maker.correlated(label)
        found = self.maker.paths.field(other, ORDERED, here=1.0)
        if not found:
            return None
        steps = [
            {"m": "filter", "k": condition},
            {"m": "order_by", "a": ["pk"]},
            {"m": "values", "a": [found[0]]},
            {"m": "slice", "a": [None, 1]},
        ]
        return call("Subquery", {"$qs": {"model": other, "steps": steps}}), found[1]

    def exists(self, label, aliases):
        other, condition = self.maker.correlated(label)
        return call("Exists", {"$qs": {"model": other, "steps": [{"m": "filter", "k": condition}]}}), "boolean"

    def literal(self, label, aliases):
        kind = self.rng.choice(("integer", "char"))
        return call("Value", query_value(self.rng, kind)), kind
