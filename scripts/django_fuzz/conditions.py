"""Random conditions in the form of the recorded cases."""

from .calls import call
from .pools import query_value

TEXT = ("exact", "iexact", "contains", "icontains", "startswith", "istartswith", "endswith", "iendswith", "in", "gt", "isnull")
COMPARED = ("exact", "gt", "gte", "lt", "lte", "in", "range", "isnull")
LOOKUPS = {
    "integer": COMPARED, "positive": COMPARED, "key": COMPARED, "float": COMPARED, "decimal": COMPARED,
    "char": TEXT, "text": TEXT, "boolean": ("exact", "exact", "isnull"),
    "uuid": ("exact", "in", "isnull", "gt", "lte", "range", "contains", "iexact", "startswith", "icontains"),
    "date": COMPARED, "datetime": COMPARED, "time": COMPARED, "duration": COMPARED,
}  # fmt: skip
PARTS = {
    "date": {"year": (2019, 2020, 2021), "month": (1, 2, 12), "day": (1, 29, 31), "week": (1, 9, 52),
             "week_day": (1, 4, 7), "iso_week_day": (1, 3, 7), "quarter": (1, 4), "iso_year": (2019, 2020)},
    "time": {"hour": (0, 12, 23), "minute": (0, 30, 59), "second": (0, 4, 59)},
}  # fmt: skip
# A number's text, as LIKE sees it.
NUMBER_TEXT = ("contains", "startswith", "endswith", "icontains", "regex")
COMPARISONS = ("Exact", "GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual")


class Conditions:
    def __init__(self, maker):
        self.maker = maker
        self.rng = maker.rng

    def q(self, label, aliases, depth=2, many=True):
        """A Q of one to three children."""
        children = []
        for _ in range(self.rng.choice((1, 1, 2, 2, 3))):
            if depth > 0 and self.rng.random() < 0.3:
                children.append(self.q(label, aliases, depth - 1, many))
            elif self.rng.random() < 0.06:
                children.append(self.exists(label))
            elif self.rng.random() < 0.06:
                children.append(self.comparison(label) or self.exists(label))
            else:
                children.append(list(self.leaf(label, aliases, many)))
        connector = self.rng.choice(("AND", "AND", "OR", "OR", "XOR"))
        return {"$q": connector, "neg": self.rng.random() < 0.25, "c": children}

    def keywords(self, label, aliases, many=True):
        return dict(self.leaf(label, aliases, many) for _ in range(self.rng.choice((1, 1, 2))))

    def leaf(self, label, aliases, many=True):
        chance = self.rng.random()
        if aliases and chance < 0.3:
            name, kind = self.rng.choice(list(aliases.items()))
            return self.compared(name, kind, label, many)
        numbers = [name for name, kind in aliases.items() if kind in ("integer", "float")]
        if numbers and chance > 0.9:
            # Not over several rows: a negated aggregate there would stand where nothing is grouped.
            found = self.maker.paths.field(label, ("integer", "positive", "float"), many=False)
            if found:
                lookup = self.rng.choice(("", "__gt", "__gte", "__lt", "__lte"))
                return found[0] + lookup, {"$f": self.rng.choice(numbers)}
        if chance < 0.42:
            return self.relation(label, many)
        path, kind, field = self.maker.paths.field(label, many=many)
        if kind == "relation":
            return self.key(path, field.relation["to"])
        return self.compared(path, kind, label, many, self.maker.stored(field) if kind != "key" else ())

    def comparison(self, label):
        """A lookup as an expression: both sides may be anything."""
        kind = self.rng.choice(("integer", "char", "float", "date", "datetime"))
        left = self.maker.paths.field(label, (kind,), many=False, here=0.8)
        right = self.maker.paths.field(label, (kind,), many=False)
        if not left:
            return None
        chance = self.rng.random()
        if chance < 0.15:
            return call("IsNull", {"$f": left[0]}, self.rng.random() < 0.5)
        if chance < 0.3 and kind == "char":
            return call(self.rng.choice(("Contains", "IStartsWith", "EndsWith")), {"$f": left[0]}, "a")
        # To Django a moment without an offset is in no zone there (docs/queryset.md).
        if chance < 0.4 and kind != "datetime":
            return call("In", {"$f": left[0]}, [self.plain(kind) for _ in range(2)])
        value = {"$f": right[0]} if right and chance < 0.6 else call("Value", self.plain(kind))
        if chance > 0.9:
            value = self.maker.annotations.of_another(label, (kind,)) or value
        return call(self.rng.choice(COMPARISONS), {"$f": left[0]}, value)

    def compared(self, path, kind, label, many, stored=()):
        """A condition on a path; `stored` are values that rows have there."""
        if kind == "json":
            return self.json(path)
        if kind == "window":
            return f"{path}__{self.rng.choice(('exact', 'gt', 'lte'))}", self.rng.randint(0, 4)
        if kind == "none":
            return f"{path}__isnull", self.rng.random() < 0.5
        if kind in ("char", "text") and self.rng.random() < 0.08:
            lookup = self.rng.choice(("regex", "iregex"))
            return f"{path}__{lookup}", self.rng.choice(("^a", "b.c", "[0-9]+", "Z$|^$", "a|É"))
        if kind in ("date", "datetime", "time") and self.rng.random() < 0.35:
            return self.part(path, kind)
        # How a computed float is spelled is another matter.
        if (kind in ("integer", "positive") or kind == "float" and stored) and self.rng.random() < 0.05:
            return f"{path}__{self.rng.choice(NUMBER_TEXT)}", self.rng.choice(("1", "0", "5"))
        lookup = self.rng.choice(LOOKUPS[kind])
        return (path if lookup == "exact" and self.rng.random() < 0.7 else f"{path}__{lookup}",
                self.value(kind, lookup, label, many, stored))  # fmt: skip

    def value(self, kind, lookup, label, many, stored=()):
        if lookup == "isnull":
            return self.rng.random() < 0.5
        if kind == "uuid" and lookup in ("contains", "iexact", "startswith", "icontains"):
            return self.rng.choice(("12345678", "1234-5678", "12345678-1234-5678-1234-567812345678", "FFFF", "0a0b"))
        if lookup == "in" and self.rng.random() < 0.15:
            return self.column(kind) or []
        if lookup == "in":
            values = [self.plain(kind, stored) for _ in range(self.rng.choice((0, 1, 2, 3)))]
            found = self.maker.paths.field(label, (kind,), many=False) if self.rng.random() < 0.05 else None
            if found:
                values.append({"$f": found[0]})
            return values + ([None] if self.rng.random() < 0.15 else [])
        if lookup == "range" and self.rng.random() < 0.1:
            found = self.maker.paths.field(label, (kind,), many=False)
            if found:
                return {"$tuple": [{"$f": found[0]}, self.plain(kind)]}
        if lookup == "range":
            return {"$tuple": [self.plain(kind, stored), self.plain(kind, stored)]}
        if lookup in ("exact", "iexact") and self.rng.random() < 0.06:
            return None
        if self.rng.random() < 0.12:
            found = self.maker.paths.field(label, (kind,), many=False)
            if found and kind in ("integer", "float") and self.rng.random() < 0.4:
                right = call("Value", self.plain(kind))
                return call("CombinedExpression", {"$f": found[0]}, self.rng.choice(("+", "-", "*")), right)
            if found:
                return {"$f": found[0]}
        if lookup in ("exact", "gt", "gte", "lt", "lte") and self.rng.random() < 0.06:
            found = self.column(kind, single=True)
            if found:
                return found
        if kind in ("integer", "key") and self.rng.random() < 0.05:
            found = self.maker.paths.field(label, ("date", "datetime"), many=False)
            if found:
                return {"$f": f"{found[0]}__{self.rng.choice(('month', 'day', 'week_day'))}"}
        return self.plain(kind, stored)

    def column(self, kind, single=False):
        """A query set of one column of this kind; of one row, to be compared as a value."""
        label = self.rng.choice(self.maker.labels)
        found = self.maker.paths.field(label, (kind,), many=False)
        if not found:
            return None
        steps = [{"m": "filter", "k": self.keywords(label, {}, many=False)}] if self.rng.random() < 0.6 else []
        if single or self.rng.random() < 0.25:
            steps += [{"m": "order_by", "a": ["pk"]}, {"m": "values", "a": [found[0]]}]
            steps.append({"m": "slice", "a": [None, 1 if single else 3]})
        elif self.rng.random() < 0.3:
            steps += [{"m": "values_list", "a": [found[0]], "k": {"flat": True}}, {"m": "distinct"}]
        else:
            steps.append({"m": "values", "a": [found[0]]})
        return {"$qs": {"model": label, "steps": steps}}

    def plain(self, kind, stored=()):
        if stored and self.rng.random() < 0.4:
            return self.rng.choice(stored)
        return self.rng.randint(0, 7) if kind == "key" else query_value(self.rng, kind)

    def part(self, path, kind):
        names = dict(PARTS["time"] if kind == "time" else PARTS["date"])
        if kind == "datetime":
            names.update(PARTS["time"])
        name = self.rng.choice(list(names))
        lookup = self.rng.choice(("", "", "__gt", "__gte", "__lt", "__lte", "__in"))
        values = names[name]
        value = list(values[:2]) if lookup == "__in" else self.rng.choice(values)
        if kind == "datetime" and self.rng.random() < 0.2:
            return f"{path}__date", query_value(self.rng, "date")
        return f"{path}__{name}{lookup}", value

    def json(self, path):
        chance = self.rng.random()
        key = self.rng.choice(("a", "b", "0", "a__b", "c", "a__b__2__c"))
        if chance < 0.2:
            return f"{path}__has_key", self.rng.choice(("a", "b", "0"))
        if chance < 0.25:
            return f"{path}__has_any_keys", ["a", "c"]
        if chance < 0.3:
            return f"{path}__has_keys", self.rng.choice((["a", "b"], ["a"], ["c", "a"]))
        if chance < 0.45:
            return f"{path}__isnull", self.rng.random() < 0.5
        if chance < 0.55:
            return f"{path}__{key}__isnull", self.rng.random() < 0.5
        if chance < 0.65:
            return f"{path}__{key}__in", ["x", True, 2]
        if chance < 0.75:
            return f"{path}__{key}__gt", self.rng.choice((0, 1))
        if chance < 0.82:
            lookup = self.rng.choice(("icontains", "startswith", "iexact", "endswith", "regex", "iendswith"))
            return f"{path}__{key}__{lookup}", self.rng.choice(("x", "X", "1"))
        if chance < 0.85:
            return f"{path}__{key}__{self.rng.choice(('lt', 'lte', 'gte'))}", self.rng.choice((1, 2, 0.5))
        if chance < 0.9:
            return path, query_value(self.rng, "json")
        return f"{path}__{key}", self.rng.choice((1, "x", "1", True, False, None, [1, 2, {"c": "d"}]))

    def relation(self, label, many):
        path, target, _ = self.maker.paths.relation(label, 2, many)
        if not path:
            return "pk__gt", self.maker.key(label)
        return self.key(path, target)

    def key(self, path, target):
        chance = self.rng.random()
        if chance < 0.35:
            return f"{path}__isnull", self.rng.random() < 0.5
        if chance < 0.6:
            return path, self.value_of(path, target)
        if chance < 0.8:
            return f"{path}__in", [self.value_of(path, target) for _ in range(self.rng.randint(0, 3))]
        return f"{path}__in", {"$qs": self.inner(target)}

    def value_of(self, path, target):
        """What a relation is compared with: a row, or the value its column holds."""
        if self.rng.random() < 0.15 and self.maker.keys(target):
            return {"$obj": target, "pk": self.rng.choice(self.maker.keys(target))}
        return self.maker.key(target)

    def inner(self, label):
        """A small query set as a right side."""
        steps = [{"m": "filter", "k": self.keywords(label, {}, many=False)}]
        if self.rng.random() < 0.3:
            steps.append({"m": "exclude", "k": self.keywords(label, {}, many=True)})
        chance = self.rng.random()
        if chance < 0.1:
            steps += [{"m": "order_by", "a": ["-pk"]}, {"m": "slice", "a": [None, 2]}]
        elif chance < 0.2:
            steps += [{"m": "annotate", "k": {"c": call("Count", "pk")}}, {"m": "filter", "k": {"c__gte": 1}}]
        elif chance < 0.25:
            steps.append({"m": "values", "a": ["pk"]})
        elif chance < 0.3:
            steps.append({"m": "distinct"})
        return {"model": label, "steps": steps}

    def exists(self, label):
        other, condition = self.maker.correlated(label)
        made = {"$e": "Exists", "a": [{"$qs": {"model": other, "steps": [{"m": "filter", "k": condition}]}}], "k": {}}
        if self.rng.random() < 0.3:
            return {"$q": "AND", "neg": True, "c": [made]}
        return made
