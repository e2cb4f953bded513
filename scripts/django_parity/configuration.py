"""The recorded models as NOORMME's configuration: names, relations, ordering, field types."""

TYPES = {
    "AutoField": "integer", "BigAutoField": "integer", "SmallAutoField": "integer", "BigIntegerField": "integer",
    "IntegerField": "integer", "SmallIntegerField": "integer", "PositiveBigIntegerField": "positive_integer",
    "PositiveIntegerField": "positive_integer", "PositiveSmallIntegerField": "positive_integer",
    "BinaryField": "blob", "BooleanField": "boolean", "DateField": "date", "DateTimeField": "datetime",
    "DurationField": "duration", "FloatField": "real", "GenericIPAddressField": "ip", "IPAddressField": "ip",
    "JSONField": "json", "TimeField": "time", "UUIDField": "uuid",
}  # fmt: skip


def type_name(kind, data):
    """A field class and its arguments as a type of the configuration."""
    if kind == "DecimalField":
        digits, places = data.get("max_digits"), data.get("decimal_places")
        return "decimal" if digits is None or places is None else f"decimal({digits},{places})"
    return TYPES.get(kind, "text")


def field_type(field):
    target = field.value_field()
    return type_name(target.type, target.data)


def configured_ordering(terms):
    """Ordering terms as names, and as expressions where a name cannot say them."""
    from .expressions import Expressions  # which needs the names of types from here

    expressions = Expressions(None)
    return [ordering_name(term) or expressions.expression(term) for term in terms]


def ordering_name(term):
    if isinstance(term, str):
        return term
    if "$f" in term:
        return term["$f"]
    if term.get("$e") == "OrderBy" and len(term["a"]) == 1:
        options = {key: value for key, value in term.get("k", {}).items() if value}
        inner = ordering_name(term["a"][0])
        if inner is not None and not inner.startswith("-") and set(options) <= {"descending"}:
            return ("-" if options else "") + inner
    return None


def hidden(relation):
    return relation["accessor"] is None or relation["query_name"].endswith("+")


ACTIONS = ("CASCADE", "PROTECT", "RESTRICT", "SET_NULL", "SET_DEFAULT", "DO_NOTHING")


def on_delete(relation):
    """What the application does; None where the database does it (`DB_CASCADE` and its like)."""
    action = relation["on_delete"]
    if action.startswith("DB_"):
        return None
    return action if action in ACTIONS else "DO_NOTHING"


def relation_entry(field):
    relation = field.relation
    entry = {
        "columns": [field.attname],
        "to": relation["to"],
        "to_columns": [field.target_field().attname],
        "one_to_one": relation["one_to_one"],
    }
    action = on_delete(relation)
    if action:
        entry["on_delete"] = action
    if hidden(relation):
        entry["related_name"] = None
    else:
        entry["related_name"] = relation["accessor"]
        entry["related_query_name"] = relation["query_name"]
    return entry


def is_sayable(model, entry):
    """A through model that inherits its foreign keys from another table has them not as columns."""
    through = model.schema.get(entry["through"])
    return through is not None and through.own_field(entry["source"]) and through.own_field(entry["target"])


def many_to_many_entry(model, entry):
    made = {
        "to": entry["to"],
        "through": entry["through"],
        "source": entry["source"],
        "target": entry["target"],
        "symmetrical": entry["symmetrical"],
    }
    if entry["symmetrical"] or hidden(entry):
        made["related_name"] = None
    else:
        made["related_name"] = entry["accessor"]
        made["related_query_name"] = entry["query_name"]
    return made


def model_entry(model):
    if model.is_proxy:
        entry = {"proxy": model.parents[0], "label": model.name}
    else:
        entry = table_entry(model)
    ordering = configured_ordering(model.data["ordering"])
    if ordering or model.parents:
        entry["ordering"] = ordering
    latest = model.data["get_latest_by"]
    if latest or model.parents:
        entry["get_latest_by"] = [latest] if isinstance(latest, str) else list(latest or [])
    return entry


def table_entry(model):
    fields, relations = {}, {}
    for field in model.own_fields:
        fields[field.attname] = {"column": field.column, "type": field_type(field)}
        length = field.value_field().data.get("max_length")
        if length and type_name(field.value_field().type, {}) == "text":
            fields[field.attname]["max_length"] = length
        if field.relation:
            relations[field.name] = relation_entry(field)
    entry = {"table": model.table, "label": model.name, "fields": fields, "relations": relations}
    many = {
        each["name"]: many_to_many_entry(model, each)
        for each in model.many_to_many
        if is_sayable(model, each)
    }
    if many:
        entry["many_to_many"] = many
    if model.links:
        entry["parents"] = {label: field.name for label, field in model.links.items()}
    return entry


def configuration(schema):
    """The `models` option."""
    return {label: model_entry(model) for label, model in schema.items()}
