"""Random writes."""

from .calls import call
from .pools import query_value
from .rows import kind_of


class Writes:
    """`maker` and `rng` are those of Terminals."""

    def write(self, label):
        spec = {"model": label, "steps": []}
        if self.rng.random() < 0.8:
            spec["steps"].append({"m": "filter", "a": [self.maker.conditions.q(label, {}, 1)]})
        if self.rng.random() < 0.3:
            spec["steps"].append({"m": "exclude", "k": self.maker.conditions.keywords(label, {})})
        number = self.annotated(spec, label) if self.rng.random() < 0.15 else None
        chance = self.rng.random()
        if chance < 0.4:
            return spec, {"m": "update", "k": self.assignments(label, number)}
        if chance < 0.65:
            return spec, {"m": "delete"}
        if chance < 0.72:
            return self.bulk_update(spec, label)
        spec["steps"] = []
        if chance < 0.84:
            return self.related(spec)
        values = self.values(label)
        if chance < 0.88:
            return self.instance(spec, label, values)
        if chance < 0.93:
            return self.bulk_create(spec, label)
        if chance < 0.95:
            return spec, {"m": "create", "k": self.fresh(label)}
        found = self.maker.paths.field(label, ("integer", "char", "boolean", "date", "uuid"), many=False, here=1.0)
        if found and self.rng.random() < 0.5 and not found[2].unique:
            values = self.fresh(label)
            values[found[0]] = query_value(self.rng, found[1])
            key = {found[0]: values.pop(found[0])}
            return spec, {"m": self.rng.choice(("get_or_create", "update_or_create")), "k": {**key, "defaults": values}}
        if self.maker.schema[label].many_to_many:
            return spec, {"m": "get_or_create", "k": {"pk": self.maker.key(label, 12), "defaults": values}}
        return spec, {"m": self.rng.choice(("get_or_create", "update_or_create")),
                      "k": {"pk": self.maker.key(label, 12), "defaults": values}}  # fmt: skip

    def annotated(self, spec, label):
        """Rows chosen by an annotation; its name, where it is a number of a row."""
        is_grouped = self.rng.random() < 0.5
        make = self.maker.annotations.aggregate if is_grouped else self.maker.annotations.annotation
        expression, kind = make(label, {})
        method = self.rng.choice(("annotate", "alias"))
        spec["steps"].append({"m": method, "k": {"x1": expression}})
        condition = dict([self.maker.conditions.compared("x1", kind, label, False)])
        spec["steps"].append({"m": self.rng.choice(("filter", "exclude")), "k": condition})
        return "x1" if kind == "integer" and not is_grouped else None

    def assignments(self, label, number=None):
        """Column values and expressions for an update; `number` is an annotation to take a value from."""
        made = {}
        fields = [field for field in self.maker.schema[label].own_fields if not field.primary_key]
        for field in self.rng.sample(fields, min(len(fields), self.rng.choice((1, 1, 2)))):
            kind = kind_of(field)
            if kind == "relation":
                made[field.attname] = self.maker.related_key(field) if not field.null or self.rng.random() < 0.7 else None
            elif kind == "integer" and number and self.rng.random() < 0.7:
                made[field.name] = {"$f": number}
            elif kind in ("integer", "positive") and self.rng.random() < 0.4:
                made[field.name] = self.maker.annotations.arithmetic(label, {})[0]
            elif kind == "integer" and self.rng.random() < 0.3:
                made[field.name] = self.maker.annotations.case(label, {})[0]
            elif field.null and self.rng.random() < 0.2:
                made[field.name] = None
            elif self.rng.random() < 0.15 and not field.unique:
                made[field.name] = self.computed(label, field, kind)
            else:
                made[field.name] = query_value(self.rng, kind)
        return made or {fields[0].name: None} if fields else {"pk": 1}

    def computed(self, label, field, kind):
        """A value out of the row or of other rows."""
        if self.rng.random() < 0.5:
            steps = [{"m": "order_by", "a": ["pk"]}, {"m": "values", "a": [field.name]}, {"m": "slice", "a": [None, 1]}]
            return call("Subquery", {"$qs": {"model": label, "steps": steps}})
        value = call("Value", query_value(self.rng, kind))
        if kind == "json":
            return query_value(self.rng, kind)
        return call("Coalesce", {"$f": field.name}, value) if self.rng.random() < 0.6 else {"$f": field.name}

    def fresh(self, label):
        """A whole new row, its key where the database gives none."""
        key = self.maker.schema[label].key
        if key.type == "BigAutoField":
            return self.values(label)
        return {**self.values(label), "id": self.maker.key(label, 30)}

    def bulk_create(self, spec, label):
        """New rows; of those that meet stored ones, what the options say."""
        rows = [{"$inst": label, "adding": True, "fields": self.fresh(label)} for _ in range(self.rng.randint(1, 3))]
        chance = self.rng.random()
        if chance < 0.6 and "id" not in rows[0]["fields"]:
            rows = rows[:1]  # how many numbers SQLite passes over for rows that conflict is its own affair
        op = {"m": "bulk_create", "a": [rows]}
        if self.maker.schema[label].field("slug") and chance < 0.6:
            if chance < 0.25:
                op["k"] = {"ignore_conflicts": True}
                return spec, op
            others = [
                field.name
                for field in self.maker.schema[label].own_fields
                if not field.primary_key and not field.unique and not field.relation
            ]
            if others and "id" not in rows[0]["fields"]:
                names = self.rng.sample(others, self.rng.randint(1, len(others)))
                op["k"] = {"update_conflicts": True, "update_fields": names, "unique_fields": ["slug"]}
        elif chance > 0.9:
            op["k"] = {"batch_size": 1}
        return spec, op

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
                made[field.attname] = self.maker.related_key(field, 4)
            elif field.name == "slug":
                made["slug"] = f"s{self.rng.randint(1, 30)}"
            else:
                made[field.attname] = query_value(self.rng, kind)
        return made

    def related(self, spec):
        """A related manager's add, remove, set, clear or create, from either side."""
        origin = spec["model"]
        steps = [step for step in self.maker.paths.steps[origin] if step.is_many]
        owners = self.maker.keys(origin)
        if not steps or not owners:
            return spec, {"m": "delete"}
        step = self.rng.choice(steps)
        others = self.maker.keys(step.target)
        through = self.maker.is_through(origin, step)
        names = ["add", "set", "create"] + (["remove", "clear"] if through or self.maker.may_lack(origin, step) else [])
        name = self.rng.choice(names)
        op = {"m": "rel." + name, "obj": {"$obj": origin, "pk": self.rng.choice(owners)}, "acc": step.accessor}
        if name == "create":
            op["k"] = self.fresh(step.target)
            return spec, op
        if not others:
            return spec, {"m": "delete"}
        members = [{"$obj": step.target, "pk": self.rng.choice(others)} for _ in range(2)]
        if name == "remove" and not through:
            members = members[:1]
        if name == "set":
            op["a"] = [members]
            if self.rng.random() < 0.2:
                op["k"] = {"clear": True}
        elif name != "clear":
            op["a"] = members
        return spec, op

    def instance(self, spec, label, values):
        """One row saved or deleted by its key."""
        keys = self.maker.keys(label)
        key = self.rng.choice(keys) if keys and self.rng.random() < 0.8 else self.maker.key(label, 99)
        if self.rng.random() < 0.3 and keys:
            return spec, {"m": "obj.delete", "fields": {"id": self.rng.choice(keys)}, "adding": False}
        return spec, {"m": "obj.save", "fields": {"id": key, **values}, "adding": False, "k": {}}

    def bulk_update(self, spec, label):
        keys = self.maker.keys(label)
        fields = [field for field in self.maker.schema[label].own_fields if not field.primary_key and not field.unique]
        if not keys or not fields:
            return {**spec, "steps": []}, {"m": "update", "k": self.assignments(label)}
        if self.rng.random() < 0.4:
            spec["steps"] = []
        names = [field.attname for field in self.rng.sample(fields, min(len(fields), 2))]
        rows = []
        for key in self.rng.sample(keys, min(len(keys), 2)):
            values = self.values(label)
            if self.rng.random() < 0.2:
                name = names[0]
                field = self.maker.schema[label].field(name)
                if kind_of(field) != "relation":
                    values[name] = self.computed(label, field, kind_of(field))
            rows.append({"$inst": label, "adding": False, "fields": {"id": key, **values}})
        return spec, {"m": "bulk_update", "a": [rows, names]}
