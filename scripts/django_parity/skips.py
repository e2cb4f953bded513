"""Why a case is not asked at all. Each reason is a sentence a user would accept; nothing is skipped by name."""

REASONS = {
    "python-object": "The case hands over a Python object whose class is what is checked (an instance of another"
    " model, or a key where an instance is demanded); a key in JSON has no class.",
    "unsaved-instance": "The case hands over a model instance that was never saved; a row without a key cannot be"
    " named in JSON.",
    "python-attribute": "The case uses a Python attribute of the model class that is no column and no relation.",
    "python-callable": "The case needs Python code of the model: a custom field class or a callable default.",
    "python-number": "The case tells Python types apart that are one type in JSON.",
    "bare-string": "The case passes a bare value where Django demands an expression object; in JSON a string in"
    " that place is a name, and any other value means itself.",
    "generic-relation": "The case follows a generic foreign key of contenttypes, which is Python code above the ORM.",
    "several-databases": "The case speaks of a second database connection.",
}


class Skip(Exception):
    """Raised by the translator; the argument is a key of REASONS."""

    def __init__(self, reason):
        assert reason in REASONS, reason
        super().__init__(reason)
        self.reason = reason
