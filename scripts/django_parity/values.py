"""Recorded Python values as wire values: the right side of a lookup, what `create` and `update` store."""

from .skips import Skip

EXPRESSION_TAGS = ("$e", "$f", "$outer", "$fslice", "$q", "$filtered")


def tag_of(value):
    """The tag of a recorded value, None for a plain one."""
    if isinstance(value, dict):
        for key in value:
            if key.startswith("$"):
                return key
    return None


def number(value):
    """A float as JSON says it; infinities and NaN are tagged."""
    value = float(value)
    if value != value:
        return {"$float": "nan"}
    if value in (float("inf"), float("-inf")):
        return {"$float": "inf" if value > 0 else "-inf"}
    return value


def datetime_text(text):
    return text.replace(" ", "T", 1)


SIMPLE = {
    "$decimal": lambda inner: {"$decimal": str(inner)},
    "$date": lambda inner: {"$date": inner},
    "$datetime": lambda inner: {"$datetime": datetime_text(inner)},
    "$time": lambda inner: {"$time": inner},
    "$us": lambda inner: {"$duration": int(inner)},
    "$uuid": lambda inner: {"$uuid": inner},
    "$bytes": lambda inner: {"$blob": inner},
    "$int": lambda inner: {"$int": str(inner)},
    "$float": number,
}
WITHOUT_JSON = {"$decimal", "$date", "$datetime", "$time", "$us", "$uuid", "$bytes"}


def holds_object(value):
    """Whether a list holds, at any depth, an object that is a value and not a tag."""
    if isinstance(value, list):
        return any(holds_object(element) for element in value)
    return isinstance(value, dict) and tag_of(value) in (None, "$dict")


def plain(value):
    """A recorded value as bare JSON, for the inside of `$value`."""
    tag = tag_of(value)
    if tag in ("$tuple", "$set"):
        return [plain(element) for element in value[tag]]
    if tag == "$dict":
        return {str(key): plain(inner) for key, inner in value["$dict"]}
    if tag in ("$float", "$int"):
        return float(value[tag]) if tag == "$float" else int(value[tag])
    if tag in ("$uuid", "$decimal", "$date", "$datetime", "$time", "$us", "$bytes"):
        return value[tag]
    if tag is not None:
        raise Skip("python-object")
    if isinstance(value, list):
        return [plain(element) for element in value]
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return value


class Values:
    """Translates values. `expression` and `spec` translate what stands in a value's place without being one;
    `rows` looks a stored row up for foreign keys that refer to another column than the key."""

    def __init__(self, schema, rows):
        self.schema = schema
        self.rows = rows
        self.expression = None
        self.spec = None

    def value(self, value, target=None):
        """`target` is the field the value is compared with or stored in, when known."""
        tag = tag_of(value)
        if tag is None:
            if isinstance(value, float):
                return number(value)
            if isinstance(value, list):
                return self.elements(value, target)
            if isinstance(value, dict):
                return {"$value": self.document(value, target)}
            return value
        if tag in SIMPLE:
            return SIMPLE[tag](value[tag])
        if tag in ("$tuple", "$set"):
            return self.elements(value[tag], target)
        if tag == "$dict":
            return {"$value": self.document(value, target)}
        if tag in ("$obj", "$inst", "$new"):
            return self.key(value, target)
        if tag == "$qs":
            return {"$query": self.spec(value["$qs"])}
        if tag in EXPRESSION_TAGS:
            return self.expression(value)
        raise Skip("python-object")

    def elements(self, values, target):
        """A list: as it is, or as a document when it holds objects."""
        if holds_object(values) or (
            target is not None and target.type == "JSONField" and any(isinstance(each, list) for each in values)
        ):
            return {"$value": [self.document(element, target) for element in values]}
        return self.each(values, target)

    def each(self, values, target):
        """A list of values in their own right, as `in` takes. A list among the values of a JSON column is one
        document; elsewhere it is a row of values."""
        is_json = target is not None and target.type == "JSONField"
        return [
            {"$value": self.document(element, target)} if is_json and isinstance(element, list)
            else self.value(element, target)
            for element in values
        ]  # fmt: skip

    def document(self, value, target):
        """A JSON document. What Python cannot put into JSON is an error there, and cannot arise here."""
        if has_tag(value, WITHOUT_JSON):
            raise Skip("python-object")
        return plain(value)

    def key(self, value, target):
        """A model instance as the value of the column that refers to it."""
        tag = tag_of(value)
        model = self.schema[value[tag]]
        key = value.get("pk") if tag == "$obj" else self.own_key(model, value["fields"])
        if key is None and tag == "$new":
            raise Skip("unsaved-instance")
        if target is None or not target.relation or (target.primary_key and target.model.concrete is model.concrete):
            if target is not None and not target.primary_key:
                raise Skip("python-object")
            if key is None:
                raise Skip("unsaved-instance")
            return self.value(key)
        wanted = target.target_field()
        if not related(wanted.model, model):
            raise Skip("python-object")
        if wanted.model in model.ancestors and key is not None:
            key = self.inherited(model, key, wanted.model, value)
            model = wanted.model
        if wanted.model is model.concrete and not wanted.primary_key:
            key = self.attribute(model, key, wanted, value)
        if key is None:
            raise Skip("unsaved-instance")
        return self.value(key)

    def own_key(self, model, fields):
        field = model.key
        return fields.get(field.attname, fields.get(field.name))

    def inherited(self, model, key, ancestor, value):
        """The key of an instance's row in the table of an ancestor."""
        for label, link in model.links.items():
            parent = model.schema[label].concrete
            if parent is ancestor or ancestor in parent.ancestors:
                if not link.primary_key:
                    key = self.attribute(model, key, link, value)
                return key if parent is ancestor else self.inherited(parent, key, ancestor, {})
        return key

    def attribute(self, model, key, wanted, value):
        if "fields" in value:
            return value["fields"].get(wanted.attname)
        row = self.rows.find(model, key)
        return row.get(wanted.column) if row else None


def related(wanted, given):
    """Whether an instance of `given` may stand for a row of `wanted`: the same table, or an heir of it."""
    if wanted.concrete is given.concrete:
        return True
    return any(related(wanted, given.schema[parent]) for parent in given.parents if parent in given.schema)


def has_tag(value, tags):
    if isinstance(value, dict):
        return any(key in tags for key in value) or any(has_tag(inner, tags) for inner in value.values())
    return isinstance(value, list) and any(has_tag(inner, tags) for inner in value)


class SnapshotRows:
    """Rows of a snapshot by key."""

    def __init__(self, snapshot):
        self.snapshot = snapshot

    def find(self, model, key):
        return self.find_by(model.key, key)

    def find_by(self, field, value):
        """The first row with a value in a column."""
        content = self.snapshot.get(field.model.concrete.table)
        if content is None or isinstance(value, dict):
            return None
        position = content["cols"].index(field.column)
        for row in content["rows"]:
            if row[position] == value:
                return dict(zip(content["cols"], row))
        return None
