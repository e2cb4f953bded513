"""The recorded models: fields, relations, and where a lookup path leads."""


class Field:
    """A column of a model. `relation` describes what a foreign key refers to."""

    def __init__(self, model, data):
        self.model = model
        self.name = data["name"]
        self.attname = data["attname"]
        self.column = data["column"]
        self.type = data["type"]
        self.null = data["null"]
        self.primary_key = data.get("primary_key", False)
        self.unique = data.get("unique", False)
        self.relation = data.get("rel")
        self.data = data

    @property
    def is_masked(self):
        """Whether the value comes from a clock or a random source."""
        return bool(self.data.get("auto_now") or self.data.get("auto_now_add")) or self.data.get(
            "default_callable"
        ) in ("now", "uuid4")

    def target_field(self):
        """The field a foreign key refers to."""
        target = self.model.schema[self.relation["to"]].concrete
        return target.own_field(self.relation["to_field"])

    def value_field(self):
        """The field that says what the column's values are: for a foreign key, what it refers to in the end."""
        field, seen = self, set()
        while field.relation and field not in seen:
            seen.add(field)
            field = field.target_field()
        return field


class Model:
    def __init__(self, schema, data):
        self.schema = schema
        self.data = data
        self.label = data["label"]
        self.name = self.label.rsplit(".", 1)[-1]
        self.table = data["table"]
        self.is_proxy = data["proxy"]
        self.parents = data["parents"]
        self.own_fields = [Field(self, field) for field in data["fields"]]
        self.many_to_many = data["m2m"]
        self.private = {entry.split(":", 1)[1] for entry in data["private"]}

    @property
    def concrete(self):
        """The model that has the table: a proxy's parent."""
        model = self
        while model.is_proxy:
            model = self.schema[model.parents[0]]
        return model

    @property
    def links(self):
        """The foreign keys that lead to the tables of the parents, by label of the parent."""
        found = {}
        for field in self.concrete.own_fields:
            if field.relation and field.relation["parent_link"]:
                found[field.relation["to"]] = field
        order = self.concrete.parents
        return dict(sorted(found.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order)))

    @property
    def ancestors(self):
        """The models this one inherits from over tables of their own, nearest first, each once."""
        found = []
        for label in self.links:
            parent = self.schema[label].concrete
            found += [each for each in [parent, *parent.ancestors] if each not in found]
        return found

    @property
    def fields(self):
        """Its own, then those of its ancestors."""
        return self.concrete.own_fields + [field for each in self.ancestors for field in each.own_fields]

    @property
    def all_many_to_many(self):
        return self.concrete.many_to_many + [entry for each in self.ancestors for entry in each.many_to_many]

    def field(self, name):
        for field in self.fields:
            if name in (field.name, field.attname):
                return field
        return None

    def own_field(self, name):
        for field in self.concrete.own_fields:
            if name in (field.name, field.attname):
                return field
        return None

    @property
    def key(self):
        return self.own_field(self.concrete.data["pk"])


class Schema(dict):
    """Models by label."""

    def __init__(self, data):
        super().__init__()
        for label, model in data.items():
            self[label] = Model(self, model)

    def model(self, label):
        return self.get(label)

    def reverse(self, model, query_name):
        """The foreign key or many-to-many entry whose reverse side has this name, with the model it stands on."""
        for other in self.values():
            if other.is_proxy:
                continue
            for field in other.own_fields:
                relation = field.relation
                if relation and relation["query_name"] == query_name and self._meets(relation["to"], model):
                    return other, field
            for entry in other.many_to_many:
                if entry["query_name"] == query_name and self._meets(entry["to"], model):
                    return other, entry
        return None

    def by_accessor(self, model, name):
        """The model whose rows a related manager or a reverse one-to-one of this name gives."""
        for other in self.values():
            for entry in [field.relation for field in other.own_fields if field.relation] + other.many_to_many:
                if entry["accessor"] == name and self._meets(entry["to"], model):
                    return other
        return None

    def _meets(self, label, model):
        target = self.get(label)
        return target is not None and (target.concrete is model.concrete or target.concrete in model.ancestors)

    def step(self, model, name):
        """One step of a path: (field or None, model the path goes on from or None)."""
        if name == "pk":
            field = model.key
            return field, self.get(field.relation["to"]) if field and field.relation else None
        field = model.field(name)
        if field is not None:
            goes_on = field.relation and name == field.name
            return field, self.get(field.relation["to"]) if goes_on else None
        for entry in model.all_many_to_many:
            if entry["name"] == name:
                return None, self.get(entry["to"])
        found = self.reverse(model, name)
        if found:
            return None, found[0]
        return None, None

    def resolve(self, label, path):
        """Where a lookup path leads: (last field, last model, unconsumed names). The field is None at the end
        of a reverse or many-to-many relation, the model is the one that holds the field or that was reached."""
        model, field = self.get(label), None
        names = path.split("__")
        for position, name in enumerate(names):
            if model is None:
                return field, None, names[position:]
            found, onward = self.step(model, name)
            if found is None and onward is None:
                return field, model, names[position:]
            field, holder = found, model
            model = onward if onward is not None else None
            if field is not None and onward is None:
                return field, holder, names[position + 1 :]
        return field, model, []
