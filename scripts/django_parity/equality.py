"""Whether a value of an answer is the recorded Python value."""

import base64
import datetime
import math
import uuid
from decimal import Decimal, InvalidOperation

from .values import tag_of


def number_of(value):
    """A number of an answer; None when it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return value
    tag = tag_of(value)
    if tag == "$int":
        return int(value["$int"])
    if tag == "$float":
        return float(value["$float"])
    return None


def close(left, right):
    """Within one unit in the last place."""
    left, right = float(left), float(right)
    if left == right or (math.isnan(left) and math.isnan(right)):
        return True
    if not (math.isfinite(left) and math.isfinite(right)):
        return False
    return abs(left - right) <= max(math.ulp(left), math.ulp(right))


def decimal_of(value):
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return Decimal(repr(value))
    if isinstance(value, str):
        try:
            return Decimal(value)
        except InvalidOperation:
            return None
    tag = tag_of(value)
    return Decimal(str(value[tag])) if tag in ("$int", "$decimal", "$float") else None


def same_decimal(expected, value):
    expected, actual = Decimal(str(expected)), decimal_of(value)
    if actual is None:
        return False
    if actual == expected or close(actual, expected):
        return True
    exponent = expected.as_tuple().exponent
    return isinstance(exponent, int) and actual.quantize(Decimal((0, (1,), exponent))) == expected


def same_datetime(expected, value):
    """Ours is stored text: naive, in UTC. A truncated one is naive in the zone it was truncated in."""
    if not isinstance(value, str):
        return False
    try:
        expected, actual = datetime.datetime.fromisoformat(expected), datetime.datetime.fromisoformat(value)
    except ValueError:
        return False
    if len(value) <= 10:
        return False
    if expected.tzinfo is None or actual.tzinfo is not None:
        return expected == actual
    wall = expected.replace(tzinfo=None)
    return actual in (expected.astimezone(datetime.timezone.utc).replace(tzinfo=None), wall)


def same_date(expected, value):
    return isinstance(value, str) and value == expected


def same_time(expected, value):
    if not isinstance(value, str):
        return False
    try:
        return datetime.time.fromisoformat(expected) == datetime.time.fromisoformat(value)
    except ValueError:
        return False


def same_uuid(expected, value):
    try:
        return isinstance(value, str) and uuid.UUID(value) == uuid.UUID(expected)
    except ValueError:
        return False


def same_bytes(expected, value):
    if isinstance(value, str):
        return value.encode() == base64.b64decode(expected)
    return tag_of(value) == "$blob" and base64.b64decode(value["$blob"]) == base64.b64decode(expected)


TAGGED = {
    "$decimal": same_decimal,
    "$datetime": same_datetime,
    "$date": same_date,
    "$time": same_time,
    "$uuid": same_uuid,
    "$bytes": same_bytes,
    "$us": lambda expected, value: number_of(value) is not None and number_of(value) == int(expected),
    "$int": lambda expected, value: number_of(value) is not None and number_of(value) == int(expected),
    "$float": lambda expected, value: number_of(value) is not None and close(float(expected), number_of(value)),
}


def same(expected, value):
    """`expected` is a recorded value, `value` one of ours."""
    tag = tag_of(expected)
    if tag in TAGGED:
        try:
            return TAGGED[tag](expected[tag], value)
        except (ValueError, TypeError, KeyError, ArithmeticError):  # the answer is nothing of the kind
            return False
    if tag in ("$tuple", "$set"):
        return same_list(expected[tag], value)
    if tag == "$dict":
        return same_dict([(pair[0], pair[1]) for pair in expected["$dict"]], value)
    if tag is None and isinstance(expected, dict):
        return same_dict(list(expected.items()), value)
    if isinstance(expected, list):
        return same_list(expected, value)
    if isinstance(expected, bool) or expected is None:
        return expected is value
    if isinstance(expected, (int, float)):
        return number_of(value) is not None and close(expected, number_of(value)) and exact(expected, value)
    return expected == value


def exact(expected, value):
    return not isinstance(expected, int) or number_of(value) == expected


def same_list(expected, value):
    return (
        isinstance(value, list)
        and len(expected) == len(value)
        and all(same(left, right) for left, right in zip(expected, value))
    )


def same_dict(pairs, value):
    return (
        isinstance(value, dict)
        and len(pairs) == len(value)
        and all(str(key) in value and same(inner, value[str(key)]) for key, inner in pairs)
    )
