"""Django's answers in the form of the recorded cases."""

import base64
import datetime
import decimal
import uuid

from django.db import models

DEPTH = 4


def encode(value, depth=0, fetched=True):
    """`fetched`: an instance was read for its place, and what it has besides columns belongs there."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else {"$int": str(value)}
    if isinstance(value, float):
        return {"$float": repr(value)}
    if isinstance(value, decimal.Decimal):
        return {"$decimal": str(value)}
    if isinstance(value, datetime.datetime):
        return {"$datetime": str(value)}
    if isinstance(value, datetime.date):
        return {"$date": value.isoformat()}
    if isinstance(value, datetime.time):
        return {"$time": value.isoformat()}
    if isinstance(value, datetime.timedelta):
        return {"$us": value // datetime.timedelta(microseconds=1)}
    if isinstance(value, uuid.UUID):
        return {"$uuid": str(value)}
    if isinstance(value, (bytes, memoryview)):
        return {"$bytes": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, tuple):
        return {"$tuple": [encode(element, depth) for element in value]}
    if isinstance(value, dict):
        return {"$dict": [[encode(key, depth), encode(inner, depth)] for key, inner in value.items()]}
    if isinstance(value, models.Model):
        return row(value, depth, fetched)
    if isinstance(value, (list, set, models.QuerySet)):
        return [encode(element, depth) for element in value]
    return {"$unknown": type(value).__name__}


def row(instance, depth, fetched):
    meta = instance._meta
    made = {"$row": meta.label, "pk": encode(instance.pk), "f": {}}
    known = set()
    for field in meta.concrete_fields:
        known.add(field.attname)
        if field.attname in instance.__dict__:
            made["f"][field.attname] = encode(instance.__dict__[field.attname])
    extra = {
        name: encode(value, depth + 1)
        for name, value in instance.__dict__.items()
        if name not in known and not name.startswith("_")
    }
    if extra and fetched:  # a related instance may be one of the rows, annotations and all: Python's caching
        made["x"] = extra
    if depth < DEPTH:
        related = {name: encode(value, depth + 1, False) for name, value in instance._state.fields_cache.items()}
        if related:
            made["rel"] = related
        prefetched = {
            name: [encode(value, depth + 1) for value in values]
            for name, values in getattr(instance, "_prefetched_objects_cache", {}).items()
        }
        if prefetched:
            made["pre"] = prefetched
    return made
