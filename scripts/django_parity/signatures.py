"""Parameters of Django's expression classes, in order: keywords become positions, and positions the wire's keys."""

# Parameters that are expressions and stand in `args`; those after the first may be given by keyword.
POSITIONAL = {
    "Lag": ("expression", "offset", "default"),
    "Lead": ("expression", "offset", "default"),
    "NthValue": ("expression", "nth"),
    "Ntile": ("num_buckets",),
    "Left": ("expression", "length"),
    "Right": ("expression", "length"),
    "LPad": ("expression", "length", "fill_text"),
    "RPad": ("expression", "length", "fill_text"),
    "Substr": ("expression", "pos", "length"),
    "Replace": ("expression", "text", "replacement"),
    "Repeat": ("expression", "number"),
    "StrIndex": ("expression", "substring"),
    "NullIf": ("expression1", "expression2"),
    "Mod": ("expression", "expression2"),
    "Power": ("expression", "expression2"),
}
# Parameters by position that the wire names: (class, position) -> (key, kind of value).
NAMED = {
    ("Cast", 1): ("type", "type"),
    ("Collate", 1): ("collation", "plain"),
    ("Extract", 1): ("kind", "plain"),
    ("Trunc", 1): ("kind", "plain"),
    ("Round", 1): ("precision", "plain"),
    ("StringAgg", 1): ("delimiter", "text"),
}
# Keywords of any function: Django's name -> (the wire's key, kind of value).
KEYWORDS = {
    "output_field": ("type", "type"),
    "tzinfo": ("tz", "zone"),
    "lookup_name": ("kind", "plain"),
    "kind": ("kind", "plain"),
    "collation": ("collation", "plain"),
    "precision": ("precision", "plain"),
    "distinct": ("distinct", "plain"),
    "sample": ("sample", "plain"),
    "filter": ("filter", "condition"),
    "default": ("default", "expression"),
    "delimiter": ("delimiter", "text"),
    "order_by": ("order_by", "terms"),
}
LOOKUP_CLASSES = {
    "Exact": "exact", "IExact": "iexact", "GreaterThan": "gt", "GreaterThanOrEqual": "gte", "LessThan": "lt",
    "LessThanOrEqual": "lte", "In": "in", "Contains": "contains", "IContains": "icontains",
    "StartsWith": "startswith", "IStartsWith": "istartswith", "EndsWith": "endswith", "IEndsWith": "iendswith",
    "Range": "range", "IsNull": "isnull", "Regex": "regex", "IRegex": "iregex", "HasKey": "has_key",
    "HasKeys": "has_keys", "HasAnyKeys": "has_any_keys",
    "DataContains": "contains", "ContainedBy": "contained_by",
}  # fmt: skip
OPERATORS = {"^": "**", "%%": "%"}
