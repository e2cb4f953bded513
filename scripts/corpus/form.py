"""Whether a request has the form that docs/wire-format.schema.json describes."""

import json

from . import files

try:
    import jsonschema
except ImportError:
    jsonschema = None

SCHEMA = files.ROOT / "docs" / "wire-format.schema.json"


class Form:
    """Says nothing where Python has no jsonschema; `is_checked` tells."""

    def __init__(self):
        self.is_checked = jsonschema is not None
        if self.is_checked:
            schema = json.loads(SCHEMA.read_text("utf-8"))
            jsonschema.Draft202012Validator.check_schema(schema)
            self.validator = jsonschema.Draft202012Validator(schema)

    def differences(self, case):
        """A request that is answered has the form. One that is an error may have it or not."""
        if not self.is_checked or "error" in case or isinstance(case["spec"], str):
            return []
        return [f"not of the schema's form: {error.json_path}: {error.message[:200]}" for error in self.validator.iter_errors(case["spec"])]
