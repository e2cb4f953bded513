"""Random aggregates, over a to-many relation as often as not."""

from .calls import call
from .pools import query_value

ORDERED = ("integer", "positive", "char", "text", "float", "decimal", "date", "datetime", "time", "duration")
NUMERIC = ("integer", "positive")
SUMMED = NUMERIC + ("float", "decimal", "duration")
NAMES = (
    "Count", "Count", "Count", "Sum", "Sum", "Min", "Max", "Avg", "StdDev", "Variance", "StringAgg", "AnyValue", "BitAnd",
    "BitOr", "BitXor",
)  # fmt: skip


class Aggregates:
    def __init__(self, maker):
        self.maker = maker
        self.rng = maker.rng

    def any(self, label, aliases=None):
        """(expression, kind); of an annotation, where there are any."""
        chance = self.rng.random()
        numbers = [name for name, kind in (aliases or {}).items() if kind in ("integer", "float")]
        if numbers and chance < 0.15:
            return call(self.rng.choice(("Sum", "Max", "Count")), self.rng.choice(numbers)), "float"
        if chance > 0.94:
            return self.several(label)
        if chance > 0.88:
            return self.conditional(label)
        return self.one(label)

    def several(self, label):
        """An expression of aggregates."""
        left = call("Count", self.maker.paths.relation(label, 2)[0] or "pk", distinct=True)
        found = self.maker.paths.field(label, NUMERIC, here=0.4)
        right = call(self.rng.choice(("Sum", "Max", "Count")), found[0]) if found else call("Count", "pk")
        if self.rng.random() < 0.4:
            return call("Coalesce", right, call("Value", 0)), "integer"
        return call("CombinedExpression", left, self.rng.choice(("+", "-", "*")), right), "integer"

    def conditional(self, label):
        """How many rows a condition holds for."""
        when = call("When", self.maker.conditions.q(label, {}, 0), then=call("Value", 1))
        if self.rng.random() < 0.5:
            return call("Count", call("Case", when)), "integer"
        return call("Sum", call("Case", when, default=call("Value", 0))), "integer"

    def one(self, label):
        keywords = {}
        if self.rng.random() < 0.25:
            keywords["filter"] = self.maker.conditions.q(label, {}, 0)
        name = self.rng.choice(NAMES)
        made = getattr(self, name.lower(), self.plain)(name, label, keywords)
        return made or (call("Count", "pk", **keywords), "integer")

    def count(self, name, label, keywords):
        if self.rng.random() < 0.1 and "filter" not in keywords:
            return call("Count", "*"), "integer"
        path, _, _ = self.maker.paths.relation(label, 2)
        if self.rng.random() < 0.3:
            found = self.maker.paths.field(label, ORDERED + ("boolean", "uuid"), here=0.4)
            path = found[0] if found else path
        if self.rng.random() < 0.5:
            keywords["distinct"] = True
        return call("Count", path or "pk", **keywords), "integer"

    def plain(self, name, label, keywords):
        """Sum, Min, Max, Avg, StdDev, Variance."""
        kinds = ORDERED if name in ("Min", "Max") else SUMMED if name in ("Sum", "Avg") else NUMERIC + ("float",)
        found = self.maker.paths.field(label, kinds, here=0.4)
        if not found:
            return None
        path, kind, _ = found
        argument = path
        if kind in NUMERIC and self.rng.random() < 0.3:
            argument = self.expression(label, path)
            kind = "integer"
        if name in ("StdDev", "Variance"):
            if self.rng.random() < 0.4:
                keywords["sample"] = True
            return call(name, argument, **keywords), "float"
        # Over no rows a moment without an offset is in no zone to Django.
        plain = kind not in ("decimal", "duration") and not (kind == "datetime" and self.maker.has_zone)
        if self.rng.random() < 0.15 and plain and name != "Avg":
            keywords["default"] = call("Value", query_value(self.rng, kind))
        if name in ("Sum", "Avg") and self.rng.random() < 0.2:
            keywords["distinct"] = True
        if name == "Avg" and kind not in ("decimal", "duration"):
            kind = "float"
        elif name == "Sum" and kind == "positive":
            kind = "integer"
        return call(name, argument, **keywords), kind

    def expression(self, label, path):
        if self.rng.random() < 0.4:
            return call("Coalesce", {"$f": path}, call("Value", 0))
        right = self.maker.paths.field(label, NUMERIC, many=False)
        right = {"$f": right[0]} if right and self.rng.random() < 0.5 else call("Value", 2)
        return call("CombinedExpression", {"$f": path}, self.rng.choice(("+", "-", "*")), right)

    def bits(self, name, label, keywords):
        found = self.maker.paths.field(label, NUMERIC, here=0.4)
        return (call(name, found[0], **keywords), "integer") if found else None

    bitand = bitor = bitxor = bits

    def stringagg(self, name, label, keywords):
        """Of one text as often as there are rows: in which order texts come is left to chance."""
        return call(name, call("Value", "a"), call("Value", "|"), **keywords), "none"

    def anyvalue(self, name, label, keywords):
        """Of what is one value everywhere: which of several it is, is left to chance."""
        return call(name, call("Value", 7), **keywords), "none"
