"""Random expressions with the kind of value they give."""

from .aggregates import Aggregates
from .calls import call
from .functions import Functions
from .pools import query_value
from .windows import Windows

NUMERIC = ("integer", "positive")
ORDERED = ("integer", "positive", "char", "text", "float", "decimal", "date", "datetime", "time")


class Annotations:
    def __init__(self, maker):
        self.maker = maker
        self.rng = maker.rng
        self.aggregates = Aggregates(maker)
        self.functions = Functions(maker)
        self.windows = Windows(maker)

    def annotation(self, label, aliases):
        """(expression, kind) of an annotation that aggregates nothing."""
        for _ in range(8):
            made = self.rng.choice(
                (self.reference, self.arithmetic, self.text, self.coalesce, self.case, self.date, self.subquery,
                 self.exists, self.literal, self.windows.any, self.scalar, self.key, self.deep, self.grouped, self.condition,
                 self.functions.any, self.functions.any, self.functions.any)
            )(label, aliases)  # fmt: skip
            if made:
                return made
        return call("Value", 1), "integer"

    def aggregate(self, label, aliases=None):
        """(expression, kind) of an aggregate."""
        return self.aggregates.any(label, aliases)

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
        if kind == "datetime" and self.rng.random() < 0.3:
            name = self.rng.choice(("TruncHour", "TruncDay", "TruncDate", "ExtractHour", "ExtractMinute"))
            return call(name, path), "integer" if name.startswith("Extract") else "date" if name == "TruncDate" else "none"
        if self.rng.random() < 0.6:
            part = self.rng.choice(("Year", "Month", "Day", "Week", "WeekDay", "Quarter", "IsoYear", "IsoWeekDay"))
            return call("Extract" + part, path), "integer"
        name = "Trunc" + self.rng.choice(("Year", "Month", "Week", "Quarter"))
        # A local time is no column's value: it is not compared with any.
        return call(name, path), "none" if kind == "datetime" else kind

    def subquery(self, label, aliases):
        return self.first(label, ORDERED)

    def of_another(self, label, kinds):
        """A value that a row of another model has."""
        made = self.first(label, kinds)
        return made[0] if made else None

    def first(self, label, kinds):
        other, condition = self.maker.correlated(label)
        found = self.maker.paths.field(other, kinds, here=1.0)
        if not found:
            return None
        steps = [
            {"m": "filter", "k": condition},
            {"m": "order_by", "a": ["pk"]},
            {"m": "values", "a": [found[0]]},
            {"m": "slice", "a": [None, 1]},
        ]
        return call("Subquery", {"$qs": {"model": other, "steps": steps}}), found[1]

    def grouped(self, label, aliases):
        """How much of another model there is for a row, by a subquery that groups."""
        choices = [
            (other, step.name)
            for other in self.maker.labels
            for step in self.maker.paths.steps[other]
            if step.target == label and not step.is_many
        ]
        if not choices:
            return None
        other, name = self.rng.choice(choices)
        expression, kind = self.aggregates.any(other)
        steps = [
            {"m": "filter", "k": {name: {"$outer": self.maker.referred(other, name)}}},
            {"m": "order_by"},
            {"m": "values", "a": [name]},
            {"m": "annotate", "k": {"total": expression}},
            {"m": "values", "a": ["total"]},
        ]
        return call("Subquery", {"$qs": {"model": other, "steps": steps}}), kind

    def exists(self, label, aliases):
        other, condition = self.maker.correlated(label)
        return call("Exists", {"$qs": {"model": other, "steps": [{"m": "filter", "k": condition}]}}), "boolean"

    def condition(self, label, aliases):
        """Whether something holds of the row."""
        if self.rng.random() < 0.4:
            made = self.maker.conditions.comparison(label)
            return (made, "boolean") if made else None
        made = self.maker.conditions.q(label, {}, 1, many=False)
        return call("ExpressionWrapper", made, output_field={"$field": "BooleanField", "kwargs": {}}), "boolean"

    def literal(self, label, aliases):
        kind = self.rng.choice(("integer", "char"))
        return call("Value", query_value(self.rng, kind)), kind

    def scalar(self, label, aliases):
        """A function of numbers or of several values."""
        number = self.number(label)
        if number is None:
            return None
        name = self.rng.choice(("Abs", "Sign", "Greatest", "Least", "NullIf", "Cast", "Power"))
        if name in ("Abs", "Sign"):
            return call(name, number), "integer"
        if name == "Cast":
            return call("Cast", number, {"$field": "CharField", "kwargs": {}}), "char"
        if name == "NullIf":
            return call("NullIf", number, call("Value", self.rng.choice((0, 1)))), "integer"
        if name == "Power":
            return call("Power", number, call("Value", 2)), "float"
        return call(name, number, call("Value", self.rng.choice((0, 2, 5)))), "integer"

    def key(self, label, aliases):
        found = self.maker.paths.field(label, ("json",), many=False)
        if not found:
            return None
        return {"$f": found[0] + "__" + self.rng.choice(("a", "b", "0", "a__b"))}, "json"

    def deep(self, label, aliases):
        """A subquery in a subquery, which speaks of the outermost row."""
        other, condition = self.maker.correlated(label)
        third, inner = self.maker.correlated(other)
        inner = {**inner, "pk__gte": {"$outer": {"$outer": "pk"}}}
        steps = [
            {"m": "filter", "k": condition},
            {"m": "filter", "a": [call("Exists", {"$qs": {"model": third, "steps": [{"m": "filter", "k": inner}]}})]},
        ]
        return call("Exists", {"$qs": {"model": other, "steps": steps}}), "boolean"
