"""Which of our errors is which of Django's."""

# Ours -> Django's, where the names differ. A request of the wrong shape is what Python says with TypeError.
DJANGO_NAMES = {"SpecError": "TypeError", "UnknownModelError": "LookupError"}
# Django's own subclasses that a caller meets as their base.
BASES = {"OutputFieldIsNoneError": "FieldError"}
PREFIX = "Multiple objects returned: "


def compare_error(expected, name, message):
    """None when our error is the recorded one, else what differs."""
    wanted, text = expected[0], expected[1] if len(expected) > 1 else ""
    wanted = BASES.get(wanted, wanted)
    name = DJANGO_NAMES.get(name, name)
    if name != wanted:
        return f"raised {name}: {message} (Django: {wanted}: {text})"
    if wanted in ("DoesNotExist", "MultipleObjectsReturned") and "<" not in text:
        if message.removeprefix(PREFIX) != text:
            return f"message {message!r}, not {text!r}"
    return None
