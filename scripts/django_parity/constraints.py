"""Unique sets of a model. A recorded UniqueConstraint has only a name, so its columns are read from the name."""

import re


def unique_sets(model):
    sets = []
    for together in model.data["unique_together"]:
        sets.append([model.field(name).column for name in together])
    for constraint in model.data["constraints"]:
        kind, _, name = constraint.partition(":")
        if kind == "UniqueConstraint":
            columns = columns_in_name(model, name)
            if columns:
                sets.append(columns)
    return sets


def columns_in_name(model, name):
    """`country_name_iso_unique` on Country: the columns `name` and `iso_two_letter`. Every word but the model's
    name and `unique` must name a column or begin one, else nothing is concluded."""
    if not re.fullmatch(r"\w+", name):
        return []
    words = [word for word in name.lower().split("_") if word not in ("unique", "uniq", model.name.lower())]
    columns, rest = [], "_".join(words)
    fields = sorted(model.own_fields, key=lambda field: -len(field.name))
    while rest:
        for field in fields:
            if rest == field.name or rest.startswith(field.name + "_"):
                columns.append(field.column)
                rest = rest[len(field.name) + 1 :]
                break
        else:
            word, _, rest = rest.partition("_")
            begun = [field for field in model.own_fields if field.name.startswith(word + "_")]
            if len(begun) != 1:
                return []
            columns.append(begun[0].column)
    return columns
