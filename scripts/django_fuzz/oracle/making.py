"""Models from a definition, their description in the form of the recorded cases, and rows."""

import base64

from django.apps import apps
from django.db import connection, models

KINDS = {
    "integer": lambda data: models.IntegerField(**data),
    "positive": lambda data: models.PositiveIntegerField(**data),
    "char": lambda data: models.CharField(max_length=60, **data),
    "text": lambda data: models.TextField(**data),
    "boolean": lambda data: models.BooleanField(**data),
    "float": lambda data: models.FloatField(**data),
    "decimal": lambda data: models.DecimalField(max_digits=10, decimal_places=2, **data),
    "date": lambda data: models.DateField(**data),
    "datetime": lambda data: models.DateTimeField(**data),
    "time": lambda data: models.TimeField(**data),
    "duration": lambda data: models.DurationField(**data),
    "json": lambda data: models.JSONField(**data),
    "uuid": lambda data: models.UUIDField(**data),
}


PRIMARY = {
    "char": lambda: models.CharField(max_length=20, primary_key=True),
    "uuid": lambda: models.UUIDField(primary_key=True),
}


def make(definition):
    for model in definition["models"]:
        make_model(model)
    made = list(apps.get_app_config("fuzz").get_models(include_auto_created=True))
    with connection.constraint_checks_disabled(), connection.schema_editor() as editor:
        for model in made:
            if not model._meta.auto_created:
                editor.create_model(model)
    return {"schema": {model._meta.label: describe(model) for model in made}}


def make_model(data):
    attributes = {"__module__": "fuzz"}
    if data.get("key") in PRIMARY:
        attributes["id"] = PRIMARY[data["key"]]()
    for field in data["fields"]:
        options = {"null": field["null"], "unique": field.get("unique", False), "db_column": field.get("column")}
        attributes[field["name"]] = KINDS[field["kind"]](options)
    for key in data["foreign_keys"]:
        kind = models.OneToOneField if key["one_to_one"] else models.ForeignKey
        options = {"related_name": key["related_name"]} if key.get("related_name") else {}
        if key.get("to_field"):
            options["to_field"] = key["to_field"]
        attributes[key["name"]] = kind(key["to"], getattr(models, key["on_delete"]), null=key["null"], **options)
    for entry in data["many_to_many"]:
        options = {"related_name": entry["related_name"]} if entry.get("related_name") else {}
        if entry["to"] == "self":
            options["symmetrical"] = entry.get("symmetrical", True)
        attributes[entry["name"]] = models.ManyToManyField(entry["to"], **options)
    meta = {"app_label": "fuzz", "ordering": data["ordering"]}
    if data.get("table"):
        meta["db_table"] = data["table"]
    if data.get("unique_together"):
        meta["unique_together"] = data["unique_together"]
    attributes["Meta"] = type("Meta", (), meta)
    type(data["name"], (models.Model,), attributes)


def describe(model):
    meta = model._meta
    return {
        "label": meta.label,
        "table": meta.db_table,
        "pk": meta.pk.name,
        "fields": [describe_field(field) for field in meta.local_fields],
        "m2m": [describe_many(field) for field in meta.local_many_to_many],
        "ordering": list(meta.ordering),
        "get_latest_by": meta.get_latest_by,
        "unique_together": [list(names) for names in meta.unique_together],
        "constraints": [],
        "parents": [],
        "proxy": False,
        "private": [],
        "auto_created": bool(meta.auto_created),
    }


def accessor(relation):
    return None if relation.hidden else relation.get_accessor_name()


def describe_field(field):
    made = {
        "name": field.name,
        "attname": field.attname,
        "column": field.column,
        "type": field.get_internal_type(),
        "null": field.null,
        "primary_key": field.primary_key,
        "unique": field.unique,
    }
    for name in ("max_length", "max_digits", "decimal_places"):
        if getattr(field, name, None) is not None:
            made[name] = getattr(field, name)
    if field.remote_field:
        relation = field.remote_field
        made["rel"] = {
            "to": relation.model._meta.label,
            "to_field": field.target_field.name,
            "related_name": relation.related_name,
            "accessor": accessor(relation),
            "query_name": field.related_query_name(),
            "one_to_one": field.one_to_one,
            "on_delete": relation.on_delete.__name__,
            "parent_link": False,
            "db_constraint": field.db_constraint,
        }
    return made


def describe_many(field):
    relation = field.remote_field
    return {
        "name": field.name,
        "to": relation.model._meta.label,
        "through": relation.through._meta.label,
        "auto": bool(relation.through._meta.auto_created),
        "symmetrical": relation.symmetrical,
        "source": field.m2m_field_name(),
        "target": field.m2m_reverse_field_name(),
        "accessor": accessor(relation),
        "query_name": field.related_query_name(),
    }


def stored(value):
    return base64.b64decode(value["$bytes"]) if isinstance(value, dict) else value


def load(snapshot):
    quote = connection.ops.quote_name
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for table, content in snapshot.items():
            if table == "$seq":
                continue
            cursor.execute(f"DELETE FROM {quote(table)}")
            names = ", ".join(quote(name) for name in content["cols"])
            marks = ", ".join(["%s"] * len(content["cols"]))
            cursor.executemany(
                f"INSERT INTO {quote(table)} ({names}) VALUES ({marks})",
                [[stored(value) for value in row] for row in content["rows"]],
            )
        cursor.execute("CREATE TABLE IF NOT EXISTS numbered (id integer PRIMARY KEY AUTOINCREMENT)")
        cursor.execute("DELETE FROM sqlite_sequence")
        for table, number in snapshot.get("$seq", {}).items():
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
    return {}


def snapshot():
    """What is stored now."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_app_config("fuzz").get_models(include_auto_created=True):
            columns = [field.column for field in model._meta.local_fields]
            # A plus sign hides the declared type, by which Django would convert the values.
            names = ", ".join("+" + connection.ops.quote_name(name) for name in columns)
            cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(model._meta.db_table)}")
            rows = [list(row) for row in cursor.fetchall()]
            found[model._meta.db_table] = {"cols": columns, "rows": rows}
    return found
