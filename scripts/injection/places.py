"""Every place of a request where a name or a value can stand, with a string put into it."""

LOOKUPS = (
    "exact iexact contains icontains startswith istartswith endswith iendswith gt gte lt lte in range isnull regex iregex"
    " has_key has_keys has_any_keys contained_by year month date lower length"
).split()
COLUMNS = ["id", "name", "note", "born", "at", "score", "cash", "active", "data", "data__a", "books", "books__title"]
TAGS = ["int", "float", "decimal", "blob", "date", "time", "datetime", "duration", "uuid", "value", "json_null", "f", "outer", "raw", "query", "wrap"]


def request(*steps, get="all", model="authors", **more):
    return {"v": 1, "model": model, "steps": list(steps), "get": get, **more}


def function(name, *arguments, **more):
    return {"$func": name, "args": list(arguments), **more}


def expressions(s):
    yield s
    for tag in TAGS:
        yield {"$" + tag: s}
    yield {"$value": "x", "type": s}
    yield {"$wrap": "id", "type": s}
    yield {"$raw": s, "params": [s], "type": s}
    yield {s: s}
    yield {"$" + s: 1}
    yield {"$f": "name", "slice": [s, 1]}
    yield {"$exists": {"model": s}}
    yield {"$exists": {"model": "books", "steps": [["filter", {"author": {"$outer": s}}]]}}
    yield {"$subquery": {"model": "books", "steps": [["values", [s]]]}}
    yield {"$op": s, "args": ["id", 1]}
    yield {"$lookup": s, "args": ["id", 1]}
    yield {"$lookup": "contains", "args": ["name", s]}
    yield {"$condition": {s: s}}
    yield {"$case": [[{s: 1}, s]], "default": s}
    yield {"$case": [[{"name": s}, {"$value": s, "type": "text"}]], "default": {"$value": s}}
    yield {"$order": s, "nulls": s, "desc": s}
    yield {"$order": "id", "nulls": s}
    yield {"$filtered": s, "where": {"books__title": s}}
    yield {"$filtered": "books", "where": {s: 1}}
    yield {"$filtered": "books", "where": {"books__title": s}}
    yield function(s, "id")
    yield function("Lower", s)
    yield function("Concat", "name", {"$value": s, "type": "text"})
    for key in ("type", "key", "kind", "tz", "precision", "collation", "distinct", "filter", "default", "order_by", "delimiter", "sample", s):
        for name in ("Cast", "Collate", "KeyTransform", "Extract", "Trunc", "TruncHour", "Round", "Count", "StringAgg"):
            yield function(name, "data" if name.startswith("Key") else "at" if "r" in name and "t" in name else "name", **{key: s})
    yield function("StringAgg", "name", {"$value": s, "type": "text"})
    yield function("JSONObject", {"$value": s, "type": "text"}, "name")
    window = {"$window": function("RowNumber")}
    yield {**window, "partition_by": [s]}
    yield {**window, "order_by": [s]}
    yield {**window, "order_by": ["id"], "frame": {"type": s, "start": s, "end": s, "exclusion": s}}
    yield {**window, "order_by": ["id"], "frame": {"type": "rows", "start": -1, "end": 0, "exclusion": s}}
    yield {**window, "order_by": ["id"], "frame": {"type": "rows", "start": s}}


def reads(s):
    yield request(model=s)
    yield request(get=s)
    yield request(get=[s, s])
    yield request(rows=s)
    yield request(**{s: 1})
    yield {"v": s, "model": "authors"}
    yield request([s, s])
    for step in ("filter", "exclude"):
        for name in (s, "name__" + s, "books__" + s, s + "__name", "data__" + s, "data__a__" + s, "at__" + s, "books__tags__" + s, s + "__in"):
            yield request([step, {name: s}])
        yield request([step, {"$q": "or", "c": [[s, s], ["name", s]]}])
        yield request([step, {"$q": s, "c": [{"id": 1}]}])
        yield request([step, {"$q": "and", "not": s, "c": [{"id": 1}]}])
    for column in COLUMNS:
        for lookup in LOOKUPS:
            many = lookup in ("in", "range", "has_keys", "has_any_keys")
            yield request(["filter", {f"{column}__{lookup}": [s, s] if many else s}], ["values_list", ["id"], {"flat": True}])
    for expression in expressions(s):
        yield request(["annotate", {"x": expression}])
        yield request(["filter", {"name": expression}])
        yield request(["filter", expression])
        yield request(["order_by", [expression]])
        yield request(get=["aggregate", {"x": expression}])
    for step in ("order_by", "values", "values_list", "only", "defer", "distinct", "select_related", "prefetch_related"):
        for name in (s, "-" + s, "books__" + s, "author__" + s):
            yield request([step, [name]], model="books" if name.startswith("author") else "authors")
    for step in ("annotate", "alias"):
        yield request([step, {s: {"$f": "id"}}], ["filter", {s: 1}], ["order_by", [s]])
        yield request([step, {s: function("Count", "books")}], ["filter", {s: 1}], ["order_by", ["-" + s]])
        yield request([step, {s: {"$filtered": "books", "where": {}}}], ["filter", {s + "__id": 1}])
        yield request([step, [function("Count", s)]])
    yield request(["annotate", {s: {"$f": "id"}}], ["values", [s]], ["union", [request(["values", ["id"]])]], ["order_by", [s]])
    yield request(["annotate", {s: {"$f": "id"}}], ["slice", 0, 2], get=["aggregate", {s + "x": function("Max", s)}])
    yield request(["values", [{s: function("Lower", "name")}]])
    yield request(["values_list", ["id"], {s: s}])
    for kind in ("dates", "datetimes"):
        yield request([kind, s, "year"])
        yield request([kind, "at", s])
        yield request([kind, "at", "year", s])
        yield request([kind, "at", "year", "ASC", s])
    for step in ("slice", "union", "intersection", "difference", "and", "or", "reverse", "none", "all", "select_for_update"):
        yield request([step, s])
        yield request([step, 0, s])
        yield request([step, [request(model=s)]])
        yield request([step, request(["filter", {s: 1}])])
    yield request(["related", 1, s])
    yield request(["related", s, "books"])
    for prefetch in ({"$prefetch": s}, {"$prefetch": "books", "to_attr": s}, {"$prefetch": "books", "queryset": request(model=s)}, {"$prefetch": "books", s: 1}):
        yield request(["prefetch_related", [prefetch]])
    yield request(["prefetch_related", [{"$prefetch": "books", "to_attr": s}, f"{s}__tags"]])
    for terminal in ("get", "first", "last", "count", "exists", "explain", "iterator", "item", "contains", "in_bulk", "earliest", "latest", "aggregate", "raw"):
        for argument in (s, [s], {s: s}):
            yield request(get=[terminal, argument])
            yield request(get=[terminal, argument, s])
    yield request(get=["in_bulk", [s], "name"])


def refused_writes(s):
    """Writes that name something that is not there, or a key that no row has: nothing may be stored."""
    for terminal in ("create", "update", "save", "get_or_create", "update_or_create"):
        yield request(get=[terminal, {s: 1}])
        yield request(get=[terminal, {"name": "x", s: s}, {s: 1}])
        yield request(get=[terminal, {"name": {s: 1}}])
        yield request(get=[terminal, {"name": {"$raw": s}}])
        yield request(get=[terminal, {"id": s}])
    yield request(get=["get_or_create", {"name": "Nobody"}, {s: 1}])
    yield request(get=["update_or_create", {"id": 1}, {s: 1}])
    yield request(get=["bulk_create", [{s: 1}]])
    yield request(get=["bulk_create", {"columns": ["name", s], "rows": [["x", "y"]]}])
    yield request(get=["bulk_create", {"columns": ["id"], "rows": [[s]]}])
    for options in ({s: 1}, {"update_conflicts": True, "update_fields": [s], "unique_fields": ["id"]}, {"update_conflicts": True, "update_fields": ["name"], "unique_fields": [s]}, {"batch_size": s}):
        yield request(get=["bulk_create", [{"id": 1, "name": "x"}], options])
    yield request(get=["bulk_update", [{"id": 1, s: "x"}], [s]])
    yield request(get=["bulk_update", [{"id": s, "name": "x"}], ["name"]])
    yield request(get=["save", {"id": 1, "name": "x"}, {"update_fields": [s]}])
    yield request(get=["save", {"id": 1, "name": "x"}, {s: True}])
    yield request(get=["remove", s])
    yield request(["filter", {s: 1}], get="delete")
    yield request(["filter", {"id": s}], get="delete")
    yield request(["filter", {"name__" + s: s}], get=["update", {"name": "x"}])
    yield request(["filter", {"data__" + s: "not there"}], get=["update", {"name": "x"}])
    yield request(["filter", {"name": {"$f": s}}], get="delete")
    for terminal in ("add", "set", "discard"):
        yield request(["related", 1, "tags"], get=[terminal, [s]], model="books")
        yield request(["related", 1, s], get=[terminal, [1]], model="books")
        yield request(["related", s, "tags"], get=[terminal, [1]], model="books")
    yield request(["related", 1, "tags"], get=["add", [3], {"through_defaults": {s: 1}}], model="books")
    yield request(["related", 1, "tags"], get=["add", [3], {s: 1}], model="books")
    yield request(["related", 1, s], get=["clear"], model="books")
