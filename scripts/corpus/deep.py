"""Requests on the blog database that nest, or go on, as far as the compiler lets them: its stack must hold."""

import json


def nested(times, inner, wrap):
    for _ in range(times):
        inner = wrap(inner)
    return inner


def spec(model, *steps, **rest):
    return {"v": 1, "model": model, "steps": list(steps), **rest}


def requests():
    """Pairs of a name and the request's bytes."""
    for depth in (30, 58, 62, 200):
        forms = {
            "conditions": spec("posts", ["filter", nested(depth, {"id": 1}, lambda c: {"$q": "or", "c": [c], "not": True})]),
            "negations": spec(
                "posts", ["exclude", nested(depth, {"comments__text": "x"}, lambda c: {"$q": "xor", "c": [c]})]
            ),
            "arithmetic": spec("posts", ["annotate", {"x": nested(depth, {"$f": "id"}, lambda e: {"$op": "+", "args": [e, 1]})}]),
            "functions": spec("posts", ["annotate", {"x": nested(depth, {"$f": "title"}, lambda e: {"$func": "Lower", "args": [e]})}]),
            "cases": spec(
                "posts",
                ["annotate", {"x": nested(depth // 2, {"$f": "id"}, lambda e: {"$case": [[{"id": 1}, e]], "default": None})}],
            ),
            "subqueries": nested(depth // 3, spec("posts"), lambda s: spec("posts", ["filter", {"id__in": {"$query": s}}])),
            "unions": nested(depth // 2, spec("tags"), lambda s: spec("tags", ["union", [s]])),
            "disjunctions": nested(
                depth // 2, spec("tags"), lambda s: spec("tags", ["or", s], ["exclude", {"posts__title": "x"}])
            ),
            "prefetches": nested(
                depth // 3,
                spec("posts"),
                lambda s: spec("posts", ["prefetch_related", [{"$prefetch": "answers", "queryset": s}]]),
            ),
        }
        for name, request in forms.items():
            yield f"{name}, {depth} deep", json.dumps(request).encode()
    long = {
        "filters": spec("posts", *[["filter", {"id__gt": number}] for number in range(1000)]),
        "joins": spec("authors", *[["filter", {"posts__id": number}] for number in range(70)]),
        "exclusions": spec("authors", *[["exclude", {"posts__id": number}] for number in range(100)]),
        "path": spec("posts", ["filter", {"__".join(["answers"] * 200 + ["id"]): 1}]),
        "list": spec("posts", ["filter", {"id__in": list(range(20000))}]),
    }
    for name, request in long.items():
        yield f"a long {name}", json.dumps(request).encode()
