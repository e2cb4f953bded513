"""A call of a class of Django's, as the recorded cases say it."""


def call(name, *positional, **keywords):
    return {"$e": name, "m": "", "a": list(positional), "k": keywords}
