"""Random models."""

KINDS = (
    "integer", "integer", "char", "char", "text", "boolean", "float", "decimal", "date", "datetime", "time",
    "duration", "json", "uuid", "positive",
)  # fmt: skip
NAMES = {
    "integer": "num", "positive": "pos", "char": "name", "text": "text", "boolean": "flag", "float": "ratio",
    "decimal": "price", "date": "day", "datetime": "at", "time": "clock", "duration": "span", "json": "doc",
    "uuid": "code",
}  # fmt: skip
MODELS = ("Author", "Book", "Shop", "Tag", "Note")


def definition(rng):
    names = list(MODELS[: rng.randint(2, 5)])
    models = [{"name": name, "fields": fields(rng)} for name in names]
    for model in models:
        # The column is called `id` whatever it holds.
        model["key"] = rng.choice(("auto", "auto", "auto", "auto", "char", "uuid"))
        if rng.random() < 0.3:
            model["fields"].append({"name": "slug", "kind": "char", "null": False, "unique": True})
    for position, model in enumerate(models):
        model["foreign_keys"] = foreign_keys(rng, names, position, models)
        model["many_to_many"] = many_to_many(rng, names, position, model["foreign_keys"])
        model["ordering"] = ordering(rng, model)
        if rng.random() < 0.1:
            model["table"] = model["name"] + " rows"
    return {"models": models}


def fields(rng):
    made, used = [], set()
    for _ in range(rng.randint(2, 6)):
        kind = rng.choice(KINDS)
        name = NAMES[kind]
        while name in used:
            name += "2"
        used.add(name)
        made.append({"name": name, "kind": kind, "null": rng.random() < 0.45})
        if rng.random() < 0.1:
            made[-1]["column"] = "the " + name
    return made


def foreign_keys(rng, names, position, models):
    made = []
    for number in range(rng.choice((0, 1, 1, 1, 2, 2))):
        to = rng.choice(names)
        null = to == names[position] or rng.random() < 0.5
        one_to_one = rng.random() < 0.15
        actions = ["CASCADE", "CASCADE", "PROTECT", "RESTRICT"] + (["SET_NULL", "SET_NULL"] if null else [])
        has_slug = any(field["name"] == "slug" for field in models[names.index(to)]["fields"])
        made.append({
            "to_field": "slug" if has_slug and rng.random() < 0.4 else None,
            "name": ("owner", "origin", "best")[number],
            "to": to,
            "null": null,
            "one_to_one": one_to_one,
            "on_delete": rng.choice(actions),
            # Two relations from one model to another need names of their own.
            "related_name": related_name(rng, names[position], ("owner", "origin", "best")[number], number > 0),
        })  # fmt: skip
    return made


def related_name(rng, model, field, needed):
    if needed or rng.random() < 0.4:
        return f"{model.lower()}_{field}s"
    return None


def many_to_many(rng, names, position, keys):
    if rng.random() > 0.5:
        return []
    to = rng.choice(names)
    return [{"name": "links", "to": "self" if to == names[position] else to,
             "symmetrical": rng.random() < 0.6, "related_name": f"{names[position].lower()}_links"}]  # fmt: skip


def ordering(rng, model):
    if rng.random() < 0.6:
        return []
    candidates = [field["name"] for field in model["fields"] if field["kind"] not in ("json",)] + ["id"]
    candidates += [key["name"] + "_id" for key in model["foreign_keys"]]
    terms = rng.sample(candidates, min(len(candidates), rng.randint(1, 2)))
    return [("-" if rng.random() < 0.4 else "") + term for term in terms]
