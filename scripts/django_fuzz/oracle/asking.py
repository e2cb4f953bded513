"""Runs an operation and says what came out."""

import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Aggregate, Model, QuerySet, Window
from django.utils import timezone

from decoding import decode, model, queryset
from encoding import encode
from making import snapshot

WRITES = {"create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


class Undo(Exception):
    pass


def run(spec, op):
    sql = []

    def note(execute, statement, parameters, many, context):
        sql.append(f"{statement} {parameters!r}" if parameters else statement)
        return execute(statement, parameters, many, context)

    with connection.execute_wrapper(note):
        answer = judged(spec, op)
    answer["sql"] = sql[:8]
    return answer


def judged(spec, op):
    is_write = op["m"] in WRITES or op["m"].startswith(("rel.", "obj."))
    if not is_write:
        try:
            return read(spec, op)
        except Exception as error:
            return {"raises": [type(error).__name__, str(error)]}
    answer = {}
    try:
        with transaction.atomic():
            result = encode(fresh(write(spec, op)))
            connection.check_constraints()
            answer = {"result": result, "post": snapshot(), "order": "exact", "total": True}
            raise Undo
    except Undo:
        return answer
    except Exception as error:
        return {"raises": [type(error).__name__, str(error)]}


def fresh(value):
    """Instances as they are stored: what was assigned may have another form."""
    if isinstance(value, Model):
        try:
            if value.pk is None:  # it may have met another row
                aware(value)
            else:
                value.refresh_from_db()
        except type(value).DoesNotExist:  # it has
            value.pk = None
    elif isinstance(value, (list, tuple)):
        for element in value:
            fresh(element)
    return value


def aware(instance):
    """Its moments in the current zone, as they are stored."""
    for name, value in instance.__dict__.items():
        if settings.USE_TZ and isinstance(value, datetime.datetime) and timezone.is_naive(value):
            setattr(instance, name, timezone.make_aware(value))


def read(spec, op):
    rows = queryset(spec)
    positional, keywords = arguments(op)
    name = op["m"]
    # Without an order of their own, the first and last are by key.
    by_key = name in ("first", "last") and not is_ordered(rows) and rows.query.default_ordering
    order = {"order": "exact", "total": by_key or total(rows)}
    if name == "list":
        order["order"] = "ordered-with-ties" if is_ordered(rows) else "multiset"
        return {"result": [encode(value) for value in rows], **order}
    if name == "getitem":
        return {"result": encode(rows[positional[0]]), **order}
    result = getattr(rows, name)(*positional, **keywords)
    if isinstance(result, QuerySet):
        result = list(result)
    return {"result": encode(result), **order}


def is_ordered(rows):
    return bool(rows.ordered)


def total(rows):
    """Whether rows of equal sort keys are alike: Django's own answer takes every model's row to come once."""
    try:
        return bool(rows.totally_ordered) and not multiplied(rows.query)
    except Exception:
        return False


def multiplied(query):
    """Whether joins give rows of one key values that differ, and no name among the order tells them apart."""
    many = {alias for alias in query.alias_map if leads_to_many(query, alias)}
    if not many:
        return False
    terms = {term.removeprefix("-") for term in query.order_by if isinstance(term, str)}
    selected = {**query.annotation_select, **dict(enumerate(query.select))}
    return any(name not in terms and varies(expression, many) for name, expression in selected.items())


def leads_to_many(query, alias):
    """Whether a join in use is of several rows to one, or hangs on such a join."""
    if not query.alias_refcount[alias]:
        return False
    while alias is not None:
        join = query.alias_map[alias]
        if getattr(getattr(join, "join_field", None), "one_to_many", False):
            return True
        alias = join.parent_alias
    return False


def varies(expression, many):
    """Whether an expression speaks of such a join, or counts its rows; not so within an aggregate."""
    if isinstance(expression, Aggregate):
        return False
    if isinstance(expression, Window) or getattr(expression, "alias", None) in many:
        return True
    return any(varies(part, many) for part in expression.get_source_expressions() if part is not None)


def arguments(op):
    positional = [decode(value) for value in op.get("a", [])]
    return positional, {name: decode(inner) for name, inner in op.get("k", {}).items()}


def write(spec, op):
    positional, keywords = arguments(op)
    name = op["m"]
    if name.startswith("rel."):
        manager = getattr(decode(op["obj"]), op["acc"])
        return getattr(manager, name[4:])(*positional, **keywords)
    if name.startswith("obj."):
        if name == "obj.delete":
            return model(spec["model"])._base_manager.get(pk=decode(op["fields"]["id"])).delete()
        instance = model(spec["model"])(**{key: decode(value) for key, value in op["fields"].items()})
        instance._state.adding = op["adding"]
        instance.save(**keywords)
        instance.refresh_from_db()
        return instance
    return getattr(queryset(spec), name)(*positional, **keywords)
