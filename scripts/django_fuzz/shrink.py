"""Makes a differing spec smaller while it still differs."""

import copy

ROUNDS = 400


def shrink(spec, op, differs):
    """The smallest (spec, op) found for which `differs(spec, op)` holds."""
    rounds, changed = 0, True
    while changed and rounds < ROUNDS:
        changed = False
        for smaller in candidates(spec, op):
            rounds += 1
            if rounds >= ROUNDS:
                break
            if differs(*smaller):
                spec, op = smaller
                changed = True
                break
    return spec, op


def candidates(spec, op):
    """Each with one thing less."""
    for position in range(len(spec["steps"])):
        smaller = copy.deepcopy(spec)
        del smaller["steps"][position]
        yield smaller, op
    if op["m"] not in ("list",) and not is_write(op):
        yield spec, {"m": "list"}
    root = {"spec": spec, "op": op}
    for path in places(root, ()):
        for change in ("drop", "lift"):
            smaller = cut(root, path, change)
            if smaller is not None:
                yield smaller["spec"], smaller["op"]


def is_write(op):
    return op["m"].startswith(("rel.", "obj.")) or op["m"] in (
        "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    )  # fmt: skip


def places(value, path):
    """Paths of list elements and of keyword members."""
    if isinstance(value, list):
        for position, inner in enumerate(value):
            yield path + (position,)
            yield from places(inner, path + (position,))
    elif isinstance(value, dict):
        for key, inner in value.items():
            if path and path[-1] == "k":
                yield path + (key,)
            yield from places(inner, path + (key,))


# Steps that mean something with one argument less, and keywords an expression can do without.
LISTS = ("filter", "exclude", "order_by", "values", "values_list", "only", "defer", "prefetch_related", "select_related")
OPTIONAL = ("filter", "distinct", "default")


def may_drop(owner, path):
    """Whether the element at a path is one its owner can do without."""
    if path[-2] == "c":
        return True
    if "$e" in owner:
        return path[-2] == "k" and path[-1] in OPTIONAL
    if path[-2] == "k":
        return True
    if path[-2] == "a":
        return owner.get("m") in LISTS
    return isinstance(path[-1], int) and path[-2] not in ("steps", "$tuple")


def cut(root, path, change):
    """The request without the element at a path, or with a condition replaced by its only child."""
    copied = copy.deepcopy(root)
    holder, owner = copied, {}
    for name in path[:-1]:
        if isinstance(holder, dict):
            owner = holder
        holder = holder[name]
    last = path[-1]
    if change == "drop":
        if not may_drop(owner, path):
            return None
        del holder[last]
        return copied
    inner = holder[last]
    if isinstance(inner, dict) and inner.get("neg"):
        inner["neg"] = False
        return copied
    if isinstance(inner, dict) and "$q" in inner and len(inner["c"]) == 1 and isinstance(inner["c"][0], dict):
        holder[last] = inner["c"][0]
        return copied
    return None
