"""Which relations a recorded query set asked to load, as a tree of names. What else a recorded instance has in
its cache is Python's doing (the parent that a related manager knows) and no part of an answer."""

from .values import tag_of


def wanted_relations(spec):
    tree = {}
    for step in spec.get("steps", []):
        positional = step.get("a", [])
        if step["m"] == "select_related":
            if positional == [None]:
                tree = {name: inner for name, inner in tree.items() if inner is not None}
            for path in positional:
                if isinstance(path, str):
                    place(tree, path.split("__"), {})
        elif step["m"] == "prefetch_related":
            for value in positional:
                prefetch(tree, value)
    return tree


def place(tree, names, inner):
    for name in names:
        tree = tree.setdefault(name, {})
    tree.update(inner)


def prefetch(tree, value):
    if isinstance(value, str):
        place(tree, value.split("__"), {})
        return
    if tag_of(value) != "$prefetch":
        return
    names = value["$prefetch"].split("__")
    if value.get("to_attr"):
        names = names[:-1] + [value["to_attr"]]
    inner = wanted_relations(value["qs"]["$qs"]) if value.get("qs") else {}
    place(tree, names, inner)


def ordered_relations(spec):
    """Names under which a query set with an order of its own was loaded; on the way there, rows are ordered by their
    model."""
    names = set()
    for step in spec.get("steps", []):
        for value in step.get("a", []) if step["m"] == "prefetch_related" else []:
            if tag_of(value) != "$prefetch" or not value.get("qs"):
                continue
            inner = value["qs"]["$qs"]
            orders = [inner_step.get("a") for inner_step in inner.get("steps", []) if inner_step["m"] == "order_by"]
            if orders and orders[-1]:
                names.add(value.get("to_attr") or value["$prefetch"].split("__")[-1])
            names |= ordered_relations(inner)
    return names
