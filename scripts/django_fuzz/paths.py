"""Random walks over a described schema."""

from .rows import kind_of


class Step:
    def __init__(self, name, target, is_many, accessor):
        self.name = name
        self.target = target
        self.is_many = is_many
        self.accessor = accessor


class Paths:
    def __init__(self, schema, rng):
        self.schema = schema
        self.rng = rng
        self.steps = {label: list(self.relations(model)) for label, model in schema.items()}

    def relations(self, model):
        """Named ways from a model to others."""
        for field in model.own_fields:
            if field.relation:
                yield Step(field.name, field.relation["to"], False, field.name)
        for entry in model.many_to_many:
            yield Step(entry["name"], entry["to"], True, entry["name"])
        for other in self.schema.values():
            if other.data["auto_created"]:
                continue
            for field in other.own_fields:
                relation = field.relation
                if relation and relation["accessor"] and relation["to"] == model.label:
                    yield Step(relation["query_name"], other.label, not relation["one_to_one"], relation["accessor"])
            for entry in other.many_to_many:
                if entry["accessor"] and entry["to"] == model.label:
                    yield Step(entry["query_name"], other.label, True, entry["accessor"])

    def relation(self, label, depth=2, many=True):
        """A path of one to `depth` relations: (path, label reached, whether any is to-many)."""
        names, is_many = [], False
        for _ in range(self.rng.randint(1, depth)):
            steps = [step for step in self.steps[label] if many or not step.is_many]
            if not steps:
                break
            step = self.rng.choice(steps)
            names.append(step.name)
            label = step.target
            is_many = is_many or step.is_many
        return "__".join(names), label, is_many

    def meets_many(self, label, path):
        """Whether a relation on a path leads to several rows."""
        for name in path.split("__"):
            step = next((step for step in self.steps[label] if step.name == name), None)
            if step is None:
                return False
            if step.is_many:
                return True
            label = step.target
        return False

    def field(self, label, kinds=None, depth=2, many=True, here=0.55):
        """A path to a column: (path, kind, Field), or None when there is none of these kinds."""
        for _ in range(6):
            prefix, end = "", label
            if self.rng.random() > here:
                prefix, end, _ = self.relation(label, depth, many)
            fields = [field for field in self.schema[end].own_fields if kinds is None or kind_of(field) in kinds]
            if fields:
                field = self.rng.choice(fields)
                name = field.attname if field.relation and self.rng.random() < 0.5 else field.name
                if field.primary_key and self.rng.random() < 0.5:
                    name = "pk"
                return (prefix + "__" if prefix else "") + name, kind_of(field), field
        return None
