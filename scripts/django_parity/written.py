"""Compares the rows a write left with the recorded ones."""

from .compare import Mismatch
from .equality import close
from .storage import stored


def masked_columns(model):
    """Columns filled by a clock or at random. Django adds members of a many-to-many relation in the order of a
    Python set, so the keys of the joining rows say nothing either."""
    masked = {field.column for field in model.own_fields if field.is_masked}
    return masked | {model.key.column} if is_through(model) else masked


def is_through(model):
    entries = (entry for other in model.schema.values() for entry in other.many_to_many)
    return any(entry["through"] == model.label for entry in entries)


def alike(expected, actual):
    if isinstance(expected, float) or isinstance(actual, float):
        numbers = all(isinstance(value, (int, float)) for value in (expected, actual))
        return numbers and close(expected, actual)
    return expected == actual and type(expected) is type(actual)


def compare_written(schema, expected, actual):
    """Raises Mismatch at the first table that differs. Rows are compared without regard to their order."""
    for model in schema.values():
        if model.is_proxy:
            continue
        wanted = expected.get(model.table, {"cols": [field.column for field in model.own_fields], "rows": []})
        found = actual[model.table]
        masked = masked_columns(model)
        columns = [column for column in wanted["cols"] if column not in masked]
        left = [pick(row, found["cols"], columns) for row in found["rows"]]
        for row in wanted["rows"]:
            values = [stored(value) for value in pick(row, wanted["cols"], columns)]
            for position, other in enumerate(left):
                if all(alike(one, two) for one, two in zip(values, other)):
                    del left[position]
                    break
            else:
                raise Mismatch(f"{model.table}: no row {dict(zip(columns, values))}; ours not matched: {left[:3]}")
        if left:
            raise Mismatch(f"{model.table}: {len(left)} rows too many, such as {dict(zip(columns, left[0]))}")


def pick(row, names, wanted):
    return [row[names.index(name)] for name in wanted]
