"""The recorded models as CREATE TABLE statements: what Django would have made on SQLite."""

import base64

from .constraints import unique_sets

INTEGER_KEYS = {"AutoField": "integer", "BigAutoField": "integer", "SmallAutoField": "integer"}
COLUMN_TYPES = {
    "BigIntegerField": "bigint", "BinaryField": "BLOB", "BooleanField": "bool", "DateField": "date",
    "DateTimeField": "datetime", "DecimalField": "decimal", "DurationField": "bigint", "FloatField": "real",
    "GenericIPAddressField": "char(39)", "IntegerField": "integer", "JSONField": "text",
    "PositiveBigIntegerField": "bigint unsigned", "PositiveIntegerField": "integer unsigned",
    "PositiveSmallIntegerField": "smallint unsigned", "SmallIntegerField": "smallint", "TextField": "text",
    "TimeField": "time", "UUIDField": "char(32)", "IPAddressField": "char(15)",
}  # fmt: skip
VARIABLE_TEXT = {"CharField", "SlugField", "FileField", "FilePathField", "EmailField", "URLField", "ImageField"}
DATABASE_ACTIONS = {
    "DB_CASCADE": " ON DELETE CASCADE", "DB_SET_NULL": " ON DELETE SET NULL", "DB_SET_DEFAULT": " ON DELETE SET DEFAULT",
}  # fmt: skip
KEY_REFERENCE = {"AutoField": "integer", "BigAutoField": "bigint", "SmallAutoField": "smallint"}


def quote(name):
    return '"' + name.replace('"', '""') + '"'


def column_type(field):
    if field.relation:
        target = field.value_field()
        return KEY_REFERENCE.get(target.type) or column_type(target)
    if field.type in INTEGER_KEYS:
        return INTEGER_KEYS[field.type]
    if field.type in VARIABLE_TEXT:
        length = field.data.get("max_length")
        return f"varchar({length})" if length else "varchar"
    return COLUMN_TYPES.get(field.type, "text")


def literal(value):
    """A recorded default as a SQL literal; None when there is none."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, dict) and len(value) == 1:
        tag, inner = next(iter(value.items()))
        if tag == "$bytes":
            return "X'" + base64.b64decode(inner).hex() + "'"
        if tag in ("$decimal", "$us", "$int", "$float"):
            return str(inner)
        if tag == "$uuid":
            return "'" + inner.replace("-", "") + "'"
        if tag in ("$date", "$datetime", "$time"):
            return "'" + inner + "'"
    return None


def default_sql(field):
    """Django fills defaults in Python; a table says them in SQL. Text without a default starts empty."""
    data = field.data
    if "default" in data and data["default"] is not None:
        return literal(data["default"])
    if data.get("auto_now") or data.get("auto_now_add") or data.get("default_callable") == "now":
        form = {"DateField": "%Y-%m-%d", "TimeField": "%H:%M:%f"}.get(field.type, "%Y-%m-%d %H:%M:%f")
        return f"(strftime('{form}','now'))"
    if data.get("default_callable") == "uuid4":
        return "(lower(hex(randomblob(16))))"
    if field.type == "BinaryField" and not field.null:
        return "X''"
    if (field.type in VARIABLE_TEXT or field.type == "TextField") and not field.null and not field.primary_key:
        return "''"
    return None


def column_sql(field):
    name = quote(field.column)
    parts = [name, column_type(field)]
    parts.append("NULL" if field.null else "NOT NULL")
    if field.primary_key:
        parts.append("PRIMARY KEY")
        if field.type in INTEGER_KEYS:
            parts.append("AUTOINCREMENT")
    elif field.unique:
        parts.append("UNIQUE")
    default = default_sql(field)
    if default is not None:
        parts.append("DEFAULT " + default)
    if field.type.startswith("Positive"):
        parts.append(f"CHECK ({name} >= 0)")
    if field.type == "JSONField":
        parts.append(f"CHECK ((JSON_VALID({name}) OR {name} IS NULL))")
    relation = field.relation
    if relation and relation.get("db_constraint", True):
        target = field.target_field()
        action = DATABASE_ACTIONS.get(relation["on_delete"], "")
        parts.append(
            f"REFERENCES {quote(target.model.table)} ({quote(target.column)}){action} DEFERRABLE INITIALLY DEFERRED"
        )
    return " ".join(parts)


def tables(schema):
    """{table: {column: field}}. Several models may stand over one table, each with some of its columns: the one
    with most says what they are."""
    found = {}
    for model in sorted(schema.values(), key=lambda model: -len(model.own_fields)):
        if not model.is_proxy:
            columns = found.setdefault(model.table, {})
            for field in model.own_fields:
                columns.setdefault(field.column, field)
    return found


def create_table(table, fields):
    columns = [column_sql(field) for field in fields]
    for columns_together in unique_sets(fields[0].model):
        columns.append("UNIQUE (" + ", ".join(quote(column) for column in columns_together) + ")")
    return f"CREATE TABLE {quote(table)} ({', '.join(columns)})"


def load_snapshot(connection, schema, snapshot):
    """Fills an empty database with tables and the stored rows of a snapshot."""
    connection.execute("PRAGMA foreign_keys=OFF")
    for table, columns in tables(schema).items():
        connection.execute(create_table(table, list(columns.values())))
    connection.execute("CREATE TABLE __sequence (id integer PRIMARY KEY AUTOINCREMENT)")
    connection.execute("DROP TABLE __sequence")
    for table, content in snapshot.items():
        if table == "$seq":
            continue
        columns = ", ".join(quote(column) for column in content["cols"])
        marks = ", ".join("?" * len(content["cols"]))
        connection.executemany(
            f"INSERT INTO {quote(table)} ({columns}) VALUES ({marks})",
            [[stored(value) for value in row] for row in content["rows"]],
        )
    connection.execute("DELETE FROM sqlite_sequence")
    connection.executemany(
        "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", list(snapshot.get("$seq", {}).items())
    )
    connection.commit()


def stored(value):
    """A value of a snapshot as Python's sqlite3 binds it."""
    if isinstance(value, dict):
        tag, inner = next(iter(value.items()))
        if tag == "$bytes":
            return base64.b64decode(inner)
        if tag == "$float":
            return float(inner)
        if tag == "$int":
            return int(inner)
        raise ValueError(f"unknown stored value {tag}")
    return value
