"""A recorded operation (`op`) as a terminal of the wire format."""

from .skips import Skip
from .translate import Translator
from .values import tag_of


class Request:
    """What to send: `spec` with its `get`, what must be asked first, and how the answer is read.

    `pending` holds (place in the terminal, spec) of query sets whose keys an operation takes.
    """

    def __init__(self, spec, get):
        self.spec = {"v": 1, **spec, "get": get}
        self.pending = []
        self.step = None


def elements(value):
    """The elements of a Python iterable; those of a dictionary are its keys."""
    tag = tag_of(value)
    if tag == "$dict":
        return [pair[0] for pair in value[tag]]
    return value[tag] if tag in ("$tuple", "$set") else value


def as_field_says(field, value):
    """What the field class makes of a value before it is stored: no file is empty text, no address is null."""
    if field is not None and field.type == "FileField" and value is None:
        return ""
    if field is not None and field.type == "GenericIPAddressField" and value == "":
        return None
    return value


class Operations(Translator):
    def request(self, case):
        op, recorded = case["op"], case["spec"]
        self.succeeds = "raises" not in case
        name, positional, keywords = op["m"], op.get("a", []), op.get("k", {})
        if name.startswith("rel."):
            return self.relation(name[4:], op, positional, keywords)
        if keywords.get("using", "default") not in ("default", None):
            raise Skip("several-databases")
        keywords = {key: value for key, value in keywords.items() if key != "using" or name == "update"}
        spec = self.spec(recorded)
        self.model = self.schema.model(recorded["model"])
        if name in ("obj.save", "obj.delete"):
            return self.instance(spec, name, op, keywords)
        if name == "slice_step":
            request = Request(spec, "all")
            request.spec["steps"].append(["slice", positional[0], positional[1]])
            request.step = positional[2]
            return request
        method = getattr(self, "get_" + name, None)
        if method is None:
            raise ValueError(f"unknown operation {name}")
        return Request(spec, method(positional, keywords))

    # -- reads -----------------------------------------------------------------------------------------------

    def get_list(self, positional, keywords):
        return "all"

    get_build = get_list

    def get_get(self, positional, keywords):
        return ["get", *self.conditions(positional, keywords)]

    def get_count(self, positional, keywords):
        return "count"

    def get_exists(self, positional, keywords):
        return "exists"

    def get_first(self, positional, keywords):
        return "first"

    def get_last(self, positional, keywords):
        return "last"

    def get_aggregate(self, positional, keywords):
        return ["aggregate", *self.aliases(positional, keywords)]

    def get_earliest(self, positional, keywords):
        return ["earliest", list(positional)] if positional else ["earliest"]

    def get_latest(self, positional, keywords):
        return ["latest", list(positional)] if positional else ["latest"]

    def get_in_bulk(self, positional, keywords):
        keywords = dict(keywords)
        keys = keywords.pop("id_list", positional[0] if positional else None)
        field = keywords.pop("field_name", None)
        made = ["in_bulk", None if keys is None else [self.values.value(key) for key in elements(keys)]]
        if field is not None:
            made.append(field)
        if keywords:
            made.append(keywords)
        return made

    def get_contains(self, positional, keywords):
        return ["contains", self.values.value(positional[0], self.model.key)]

    def get_getitem(self, positional, keywords):
        return ["item", positional[0]]

    # -- writes ------------------------------------------------------------------------------------------------

    def columns(self, values, model):
        """Column values as `create` takes them: an instance becomes the value of its foreign key's column."""
        made = {}
        for name, value in values.items():
            if tag_of(value) == "$e" and value["$e"] == "DatabaseDefault":
                continue
            field = model.field(name)
            if field is None and name == "pk":
                field = model.key
            if field is None and self.succeeds:
                raise Skip("python-attribute")
            is_instance = tag_of(value) in ("$obj", "$inst", "$new")
            if is_instance and field is not None and not field.relation:
                raise Skip("python-object")
            value = as_field_says(field, value)
            made[field.attname if is_instance and field else name] = self.values.value(value, field)
        return made

    def rows(self, values):
        """Instances of bulk operations as objects of column values; an unset key is left out."""
        made = []
        for value in elements(values):
            if tag_of(value) not in ("$inst", "$new"):
                raise Skip("python-object")
            model = self.schema.model(value[tag_of(value)])
            made.append(self.row(model, value["fields"]))
        return made

    def row(self, model, fields):
        key = model.key
        fields = {name: value for name, value in fields.items() if not (name == key.attname and value is None)}
        return self.columns(fields, model)

    def get_create(self, positional, keywords):
        return ["create", self.columns(keywords, self.model)]

    def get_get_or_create(self, positional, keywords):
        return ["get_or_create", *self.or_create(positional, keywords, ("defaults",))]

    def get_update_or_create(self, positional, keywords):
        return ["update_or_create", *self.or_create(positional, keywords, ("defaults", "create_defaults"))]

    def or_create(self, positional, keywords, names):
        keywords = dict(keywords)
        given = list(positional)
        parts = []
        for name in names:
            part = keywords.pop(name, None) if not given else given.pop(0)
            if tag_of(part) == "$dict":
                part = dict(part["$dict"])
            parts.append(None if part is None else self.columns(part, self.model))
        while parts and parts[-1] is None:
            parts.pop()
        return [self.lookups(keywords), *[part or {} for part in parts]]

    def get_bulk_create(self, positional, keywords):
        options = dict(keywords)
        if len(positional) > 1:
            options["batch_size"] = positional[1]
        options = {name: elements(value) for name, value in options.items() if value is not None}
        made = ["bulk_create", self.rows(positional[0])]
        return made + ([options] if options else [])

    def get_bulk_update(self, positional, keywords):
        options = dict(keywords)
        fields = options.pop("fields", positional[1] if len(positional) > 1 else [])
        options = {name: value for name, value in options.items() if value is not None}
        made = ["bulk_update", self.rows(positional[0]), list(elements(fields))]
        return made + ([options] if options else [])

    def get_update(self, positional, keywords):
        return ["update", self.columns(keywords, self.model)]

    def get_delete(self, positional, keywords):
        self.refuse_generic(self.model)
        return "delete"

    def refuse_generic(self, model, seen=()):
        """Django's delete() also follows generic relations of the model and of those that go with it."""
        if any("GenericRelation" in each for each in model.concrete.data["private"]):
            raise Skip("generic-relation")
        for other in self.schema.values():
            if other.label in seen:
                continue
            for field in other.own_fields:
                relation = field.relation
                if relation and relation["on_delete"] == "CASCADE" and self.schema.get(relation["to"]) is model:
                    self.refuse_generic(other, (*seen, model.label, other.label))

    def instance(self, spec, name, op, keywords):
        model = self.model
        if name == "obj.delete":
            self.refuse_generic(model)
            return Request(spec, ["remove", self.values.value(op["fields"].get(model.key.attname))])
        options = {key: elements(value) for key, value in keywords.items() if value is not None}
        made = ["save", self.row(model, op["fields"])]
        return Request(spec, made + ([options] if options else []))

    # -- related managers ----------------------------------------------------------------------------------------

    def relation(self, name, op, positional, keywords):
        origin = op["obj"]
        owner = self.schema.model(origin["$obj"])
        spec = {"model": owner.label, "steps": [["related", self.values.value(origin["pk"]), op["acc"]]]}
        self.model = self.target_of(owner, op["acc"])
        keywords = dict(keywords)
        if name in ("create", "get_or_create", "update_or_create"):
            return Request(spec, self.related_create(name, positional, keywords))
        request = Request(spec, [{"add": "add", "remove": "discard", "set": "set", "clear": "clear"}[name]])
        get = request.spec["get"]
        if name == "clear":
            return request
        options = self.options(keywords)
        if name == "set" and positional and tag_of(positional[0]) == "$qs":
            request.pending.append((1, self.keys_of(positional[0]["$qs"])))
            get.append([])
        else:
            given = elements(positional[0]) if name == "set" else positional
            is_bulk = bool(keywords.get("bulk", True))
            through = self.through_field(owner, op["acc"])
            get.append([self.member(value, is_bulk, through) for value in given])
        if options:
            get.append(options)
        return request

    def related_create(self, name, positional, keywords):
        through = keywords.pop("through_defaults", None)
        options = [self.options({"through_defaults": through})] if through else []
        if name == "create":
            return ["create", self.columns(keywords, self.model), *options]
        parts = ("defaults",) if name == "get_or_create" else ("defaults", "create_defaults")
        made = self.or_create(positional, keywords, parts)
        if options:
            made += [{}] * (len(parts) + 1 - len(made)) + options
        return [name, *made]

    def options(self, keywords):
        made = {}
        if keywords.get("clear"):
            made["clear"] = True
        if keywords.get("through_defaults") is not None:
            through = keywords["through_defaults"]
            made["through_defaults"] = {name: self.values.value(value) for name, value in through.items()}
        return made

    def through_field(self, owner, accessor):
        """The foreign key of the joining model that leads to the members; None for other managers."""
        for model in self.schema.values():
            for entry in model.many_to_many:
                through = self.schema.get(entry["through"])
                if entry["name"] == accessor and model.concrete is owner.concrete:
                    return through.field(entry["target"])
                if entry["accessor"] == accessor and self.schema[entry["to"]].concrete is owner.concrete:
                    return through.field(entry["source"])
        return None

    def member(self, value, is_bulk, through):
        """One argument of add, set or remove: a key, or a new row when `bulk` is off. Django takes a bare value
        for what the joining table refers to, which may be another column than the key; and instances only
        where there is no joining table."""
        tag = tag_of(value)
        if tag is None and through is None and self.model is not None:
            raise Skip("python-object")
        if tag is None and through is not None and not through.target_field().primary_key:
            row = self.snapshot.find_by(through.target_field(), value)
            return row[self.model.key.column] if row else value
        if tag in ("$obj", "$inst", "$new"):
            model = self.schema[value[tag]]
            if self.model is not None and model.concrete is not self.model.concrete:
                raise Skip("python-object")
        if tag == "$new":
            if is_bulk:
                raise Skip("unsaved-instance")
            return self.row(self.model, value["fields"])
        return self.values.value(value)

    def keys_of(self, recorded):
        spec = self.nested(recorded)
        spec["steps"] = spec["steps"] + [["values_list", ["pk"], {"flat": True}]]
        return {"v": 1, **spec, "get": "all"}

    def target_of(self, owner, accessor):
        field, onward = self.schema.step(owner, accessor)
        if onward is not None:
            return onward
        return self.schema.by_accessor(owner, accessor)
