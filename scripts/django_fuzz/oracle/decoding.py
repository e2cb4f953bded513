"""Recorded values, expressions and query sets as Django's objects."""

import base64
import datetime
import decimal
import uuid
import zoneinfo

from django.apps import apps
from django.db import models
from django.db.models import aggregates, expressions, functions, lookups
from django.db.models.fields import json as json_fields

PLACES = (models, functions, expressions, aggregates, lookups, json_fields)


def named(name):
    for place in PLACES:
        if hasattr(place, name):
            return getattr(place, name)
    raise NameError(name)


def model(label):
    return apps.get_model(label)


SCALARS = {
    "$decimal": decimal.Decimal,
    "$date": datetime.date.fromisoformat,
    "$datetime": datetime.datetime.fromisoformat,
    "$time": datetime.time.fromisoformat,
    "$us": lambda inner: datetime.timedelta(microseconds=inner),
    "$uuid": uuid.UUID,
    "$bytes": base64.b64decode,
    "$int": int,
    "$float": float,
    "$f": models.F,
    "$obj": None,
}


def tag_of(value):
    if isinstance(value, dict):
        for key in value:
            if key.startswith("$"):
                return key
    return None


def decode(value):
    tag = tag_of(value)
    if tag is None:
        if isinstance(value, list):
            return [decode(element) for element in value]
        if isinstance(value, dict):
            return {key: decode(inner) for key, inner in value.items()}
        return value
    if tag == "$obj":
        return model(value[tag])._base_manager.get(pk=decode(value["pk"]))
    if tag == "$inst":
        made = model(value[tag])(**{name: decode(inner) for name, inner in value["fields"].items()})
        made._state.adding = value["adding"]
        return made
    if tag in SCALARS:
        return SCALARS[tag](value[tag])
    if tag == "$outer":
        return models.OuterRef(decode(value[tag]))
    if tag == "$tz":
        return zoneinfo.ZoneInfo(value[tag])
    if tag == "$frame_exclusion":
        return expressions.WindowFrameExclusion[value[tag]]
    if tag == "$fslice":
        start = value["start"] - 1
        return decode(value[tag])[start : None if value["length"] is None else start + value["length"]]
    if tag == "$tuple":
        return tuple(decode(element) for element in value[tag])
    if tag == "$q":
        return condition(value)
    if tag == "$qs":
        return queryset(value[tag])
    if tag == "$field":
        return named(value[tag])(**value.get("kwargs", {}))
    if tag == "$filtered":
        return models.FilteredRelation(value[tag], condition=condition(value["cond"]))
    if tag == "$prefetch":
        inner = queryset(value["qs"]["$qs"]) if value.get("qs") else None
        return models.Prefetch(value[tag], queryset=inner, to_attr=value.get("to_attr"))
    if tag == "$e":
        positional = [decode(element) for element in value.get("a", [])]
        keywords = {name: decode(inner) for name, inner in value.get("k", {}).items()}
        return named(value["$e"])(*positional, **keywords)
    raise ValueError(tag)


def condition(value):
    children = [
        (child[0], decode(child[1])) if isinstance(child, list) else decode(child) for child in value["c"]
    ]
    return models.Q(*children, _connector=value["$q"], _negated=value["neg"])


def queryset(spec):
    steps = list(spec["steps"])
    if steps and steps[0]["m"] == "related":
        origin, accessor = steps.pop(0)["a"]
        made = getattr(decode(origin), accessor).all()
    else:
        made = model(spec["model"])._default_manager.all()
    for step in steps:
        positional = [decode(value) for value in step.get("a", [])]
        keywords = {name: decode(inner) for name, inner in step.get("k", {}).items()}
        if step["m"] == "slice":
            made = made[positional[0] : positional[1]]
        elif step["m"] in ("__and__", "__or__", "__xor__"):
            made = getattr(made, step["m"])(positional[0])
        else:
            made = getattr(made, step["m"])(*positional, **keywords)
    return made
