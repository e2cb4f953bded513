"""Random operations: what to get from a query set, and writes."""

from .pools import query_value
from .rows import kind_of

EMPTY = {"m": "list"}


class Terminals:
    def __init__(self, maker):
        self.maker = maker
        self.rng = maker.rng

    def read(self, draft):
        """An operation for a draft; may add steps that make the rows it takes certain."""
        chance = self.rng.random()
        if draft.ended:
            return {"m": self.rng.choice(("list", "count"))}
        if chance < 0.55:
            return self.listed(draft)
        if chance < 0.68:
            return {"m": "count"}
        if chance < 0.74:
            return {"m": "exists"}
        if chance < 0.84 and draft.shape is None:
            return self.aggregate(draft)
        if draft.grouped or draft.shape is not None:
            return dict(EMPTY)
        if chance < 0.90:
            self.certain(draft)
            return {"m": self.rng.choice(("first", "last"))}
        if chance < 0.94:
            self.certain(draft)
            return {"m": "getitem", "a": [self.rng.randint(0, 3)]}
        if chance < 0.955:
            found = self.maker.paths.field(draft.label, many=False, here=1.0)
            if found[1] != "json" and found[1] != "relation":
                return {"m": self.rng.choice(("earliest", "latest")), "a": [found[0], "pk"]}
        if chance < 0.97:
            return {"m": "in_bulk", "a": [[self.rng.randint(1, 7) for _ in range(3)]]}
        return {"m": "get", "k": {"pk": self.rng.randint(1, 6)}}

    def certain(self, draft):
        found = self.maker.paths.field(draft.label, many=False)
        names = [] if found[1] == "json" else [self.maker.term(found[0])]
        draft.add("order_by", a=names + ["pk"])

    def listed(self, draft):
        if self.rng.random() < 0.25 and not draft.grouped and draft.shape is None:
            self.certain(draft)
            start = self.rng.choice((None, 0, 1, 2))
            draft.add("slice", a=[start, self.rng.choice((None, 3, 4, 1, 2))])
        return dict(EMPTY)

    def aggregate(self, draft):
        named = {}
        for number in range(self.rng.randint(1, 2)):
            numeric = [name for name, kind in draft.aliases.items() if kind in ("integer", "float")]
            if numeric and self.rng.random() < 0.5:
                named[f"y{number}"] = {
                    "$e": self.rng.choice(("Sum", "Max", "Count", "Avg")), "a": [self.rng.choice(numeric)], "k": {},
                }  # fmt: skip
            else:
                named[f"y{number}"] = self.maker.annotations.aggregate(draft.label)[0]
        return {"m": "aggregate", "k": named}

    # -- writes --------------------------------------------------------------------------------------------------

    def write(self, label):
        spec = {"model": label, "steps": []}
        if self.rng.random() < 0.8:
            spec["steps"].append({"m": "filter", "a": [self.maker.conditions.q(label, {}, 1)]})
        if self.rng.random() < 0.3:
            spec["steps"].append({"m": "exclude", "k": self.maker.conditions.keywords(label, {})})
        chance = self.rng.random()
        if chance < 0.45:
            return spec, {"m": "update", "k": self.assignments(label)}
        if chance < 0.75:
            return spec, {"m": "delete"}
        spec["steps"] = []
        if chance < 0.85:
            return self.related(spec)
        values = self.values(label)
        if chance < 0.88:
            return self.instance(spec, label, values)
        if chance < 0.91:
            return self.bulk_update(spec, label)
        if chance < 0.95:
            rows = [{"$inst": label, "adding": True, "fields": self.values(label)} for _ in range(2)]
            return spec, {"m": "bulk_create", "a": [rows]}
        if self.maker.schema[label].many_to_many:
            return spec, {"m": "get_or_create", "k": {"pk": self.rng.randint(1, 12), "defaults": values}}
        return spec, {"m": self.rng.choice(("get_or_create", "update_or_create")),
                      "k": {"pk": self.rng.randint(1, 12), "defaults": values}}  # fmt: skip

    def assignments(self, label):
        """Column values and expressions for an update."""
        made = {}
        fields = [field for field in self.maker.schema[label].own_fields if not field.primary_key]
        for field in self.rng.sample(fields, min(len(fields), self.rng.choice((1, 1, 2)))):
            kind = kind_of(field)
            if kind == "relation":
                made[field.attname] = self.rng.randint(1, 6) if not field.null or self.rng.random() < 0.7 else None
            elif kind in ("integer", "positive") and self.rng.random() < 0.4:
                made[field.name] = self.maker.annotations.arithmetic(label, {})[0]
            elif kind == "integer" and self.rng.random() < 0.3:
                made[field.name] = self.maker.annotations.case(label, {})[0]
            elif field.null and self.rng.random() < 0.2:
                made[field.name] = None
            else:
                made[field.name] = query_value(self.rng, kind)
        return made or {fields[0].name: None} if fields else {"pk": 1}

    def values(self, label):
        """A value for every column but the key."""
        made = {}
        for field in self.maker.schema[label].own_fields:
            kind = kind_of(field)
            if field.primary_key:
                continue
            if field.null and self.rng.random() < 0.3:
                made[field.attname] = None
            elif kind == "relation":
                made[field.attname] = self.rng.randint(1, 4)
            else:
                made[field.attname] = query_value(self.rng, kind)
        return made

    def related(self, spec):
        """A related manager's add, remove, set or clear."""
        origin = spec["model"]
        many = [entry for entry in self.maker.schema[origin].many_to_many]
        if not many:
            return spec, {"m": "delete"}
        name = self.rng.choice(("add", "remove", "set", "clear"))
        owners, others = self.maker.keys(origin), self.maker.keys(many[0]["to"])
        if not owners or not others:
            return spec, {"m": "delete"}
        op = {"m": "rel." + name, "obj": {"$obj": origin, "pk": self.rng.choice(owners)}, "acc": many[0]["name"]}
        members = [{"$obj": many[0]["to"], "pk": self.rng.choice(others)} for _ in range(2)]
        if name == "set":
            op["a"] = [members]
        elif name != "clear":
            op["a"] = members
        return spec, op

    def instance(self, spec, label, values):
        """One row saved or deleted by its key."""
        keys = self.maker.keys(label)
        key = self.rng.choice(keys) if keys and self.rng.random() < 0.8 else 99
        if self.rng.random() < 0.3 and keys:
            return spec, {"m": "obj.delete", "fields": {"id": self.rng.choice(keys)}, "adding": False}
        return spec, {"m": "obj.save", "fields": {"id": key, **values}, "adding": False, "k": {}}

    def bulk_update(self, spec, label):
        keys = self.maker.keys(label)
        fields = [field for field in self.maker.schema[label].own_fields if not field.primary_key and not field.unique]
        if not keys or not fields:
            return spec, {"m": "delete"}
        names = [field.attname for field in self.rng.sample(fields, min(len(fields), 2))]
        rows = []
        for key in self.rng.sample(keys, min(len(keys), 2)):
            values = self.values(label)
            rows.append({"$inst": label, "adding": False, "fields": {"id": key, **values}})
        return spec, {"m": "bulk_update", "a": [rows, names]}
