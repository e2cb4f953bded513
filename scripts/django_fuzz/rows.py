"""Random rows for a described schema, as a snapshot of the recorded cases."""

from .pools import raw
KIND_OF = {
    "IntegerField": "integer", "PositiveIntegerField": "positive", "CharField": "char", "TextField": "text",
    "BooleanField": "boolean", "FloatField": "float", "DecimalField": "decimal", "DateField": "date",
    "DateTimeField": "datetime", "TimeField": "time", "DurationField": "duration", "JSONField": "json",
    "UUIDField": "uuid", "BigAutoField": "key", "AutoField": "key",
}  # fmt: skip


def kind_of(field):
    return "relation" if field.relation else KIND_OF[field.type]


def raw_key(field, number):
    """What the row of a number has stored in a column that tells rows apart."""
    if field.type == "UUIDField":
        return f"{number:032x}"
    if field.name == "slug":
        return f"s{number}"
    return f"k{number}" if field.type == "CharField" else number


def snapshot(rng, schema):
    counts = {label: rng.choice((0, 2, 4, 6, 9)) if not model.data["auto_created"] else 0
              for label, model in schema.items()}  # fmt: skip
    required(schema, counts)
    tables, sequence = {}, {}
    for label, model in schema.items():
        if model.data["auto_created"]:
            rows = through_rows(rng, model, counts)
        else:
            rows = [row(rng, model, key, counts) for key in range(1, counts[label] + 1)]
            rows = distinct(model, rows)
        if rows:
            tables[model.table] = {"cols": [field.column for field in model.own_fields], "rows": rows}
            if isinstance(rows[-1][0], int):
                sequence[model.table] = rows[-1][0]
    drop_dangling(schema, tables)
    return {**tables, "$seq": sequence}


def required(schema, counts):
    """A model without rows cannot be referred to by a column that is not null."""
    changed = True
    while changed:
        changed = False
        for label, model in schema.items():
            for field in model.own_fields:
                if field.relation and not field.null and counts[label] and not counts[field.relation["to"]]:
                    counts[label], changed = 0, True


def row(rng, model, key, counts):
    made = []
    for field in model.own_fields:
        if field.primary_key or field.name == "slug":
            made.append(raw_key(field, key))
        elif field.null and rng.random() < 0.3:
            made.append(None)
        elif field.relation:
            count = counts[field.relation["to"]]
            made.append(raw_key(field.target_field(), rng.randint(1, count)) if count else None)
        else:
            made.append(raw(rng, kind_of(field)))
    return made


def distinct(model, rows):
    """Rows that keep to the model's unique columns."""
    for position, field in enumerate(model.own_fields):
        if not field.unique or field.primary_key:
            continue
        seen, kept = set(), []
        for values in rows:
            if values[position] is None or values[position] not in seen:
                kept.append(values)
                seen.add(values[position])
            elif field.null:
                values[position] = None
                kept.append(values)
        rows = kept
    return rows


def through_rows(rng, model, counts):
    keys = [field for field in model.own_fields if field.relation]
    ends = [counts[field.relation["to"]] for field in keys]
    if not all(ends):
        return []
    pairs = {(rng.randint(1, ends[0]), rng.randint(1, ends[1])) for _ in range(rng.randint(0, 10))}
    if is_symmetrical(model):  # it holds both directions
        pairs |= {(two, one) for one, two in pairs}
    one, two = (field.target_field() for field in keys)
    return [[number, raw_key(one, pair[0]), raw_key(two, pair[1])] for number, pair in enumerate(sorted(pairs), 1)]


def is_symmetrical(through):
    return any(
        entry["symmetrical"] and entry["through"] == through.label
        for model in through.schema.values() for entry in model.many_to_many
    )  # fmt: skip


def drop_dangling(schema, tables):
    """Rows were left out for uniqueness: what referred to them goes too, until all is sound."""
    changed = True
    while changed:
        changed = False
        present = {
            (table, column): {values[position] for values in content["rows"]}
            for table, content in tables.items()
            for position, column in enumerate(content["cols"])
        }
        for model in schema.values():
            content = tables.get(model.table)
            if content is None:
                continue
            kept = [values for values in content["rows"] if sound(model, values, present)]
            if len(kept) != len(content["rows"]):
                content["rows"], changed = kept, True
    for table in [table for table, content in tables.items() if not content["rows"]]:
        del tables[table]


def sound(model, values, present):
    for field, value in zip(model.own_fields, values):
        if field.relation and value is not None:
            target = field.target_field()
            if value not in present.get((target.model.table, target.column), ()):
                return False
    return True
