"""Ordered results with ties: rows may change places only with rows of equal sort keys."""

from .compare import Mismatch
from .library import Failure


def order_terms(case, model):
    """The names that order a recorded query set, or None when an expression or nothing plain does."""
    terms = model.data["ordering"]
    for step in case["spec"].get("steps", []):
        if step["m"] == "order_by":
            terms = step.get("a", [])
        elif step["m"] not in ("filter", "exclude", "all", "annotate", "alias", "reverse", "using"):
            return None
    if not terms or not all(isinstance(term, str) and term != "?" for term in terms):
        return None
    return [term.lstrip("-") for term in terms]


def check_ties(case, request, connection, comparison, expected, actual):
    """Asks for the sort keys of our rows. The recorded order must give the same sequence of keys."""
    model = comparison.schema.get(case["spec"]["model"])
    terms = order_terms(case, model)
    if terms is None or comparison.in_order(expected, actual):
        return
    spec = dict(request.spec)
    # Under other names: a relation that is selected by its own is ordered by its column.
    names = {f"tie{position}": {"$f": term} for position, term in enumerate(terms)}
    spec["steps"] = spec["steps"] + [["annotate", names], ["values_list", list(names)]]
    try:
        keys = connection.execute(spec)
    except Failure:
        return
    if len(keys) != len(actual):
        return
    places = comparison.as_multiset(expected, actual)
    for position, place in enumerate(places):
        if keys[position] != keys[place]:
            raise Mismatch(f"row {position} is out of order: its key is {keys[place]}, not {keys[position]}")
