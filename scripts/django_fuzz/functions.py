"""Random calls of the database functions, by the kind of value they take."""

from .calls import call
from .pools import query_value

DURATION = {"$field": "DurationField", "kwargs": {}}
FLOAT = {"$field": "FloatField", "kwargs": {}}
DECIMAL = {"$field": "DecimalField", "kwargs": {"max_digits": 12, "decimal_places": 2}}
HASHES = ("MD5", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512")
# Those that have no value for some numbers raise an error in Django's SQLite, and such a spec is passed over.
REAL = (
    "Sqrt", "Exp", "Ln", "Sin", "Cos", "Tan", "Cot", "ASin", "ACos", "ATan", "Degrees", "Radians", "Ceil", "Floor",
)  # fmt: skip
CASTS = {
    "integer": ("CharField", "TextField", "FloatField", "BooleanField", "IntegerField", "BigIntegerField"),
    "float": ("IntegerField", "CharField", "TextField"),
    "char": ("IntegerField", "TextField", "FloatField"),
    "boolean": ("IntegerField", "CharField"),
    "date": ("CharField", "DateTimeField", "TextField"),
    "datetime": ("DateField", "CharField", "TimeField"),
    "time": ("CharField",),
    "uuid": ("CharField",),
}  # fmt: skip
CAST_KINDS = {
    "CharField": "char", "TextField": "text", "FloatField": "float", "BooleanField": "boolean",
    "IntegerField": "integer", "BigIntegerField": "integer", "DateField": "date", "DateTimeField": "datetime",
    "TimeField": "time",
}  # fmt: skip


class Functions:
    """(expression, kind) of calls, or None when the model has no column for one."""

    def __init__(self, maker):
        self.maker = maker
        self.rng = maker.rng

    def any(self, label, aliases):
        return self.rng.choice(
            (self.text, self.text, self.position, self.hash, self.real, self.rounded, self.compared, self.cast,
             self.moment, self.span, self.document, self.bits, self.piece, self.wrapped, self.decimal)
        )(label)  # fmt: skip

    def column(self, label, *kinds):
        found = self.maker.paths.field(label, kinds, many=False, here=0.75)
        return ({"$f": found[0]}, found[1]) if found else (None, None)

    def value(self, kind):
        return call("Value", query_value(self.rng, kind))

    def text(self, label):
        column, _ = self.column(label, "char")
        if column is None:
            return None
        rng = self.rng
        number = rng.choice((0, 1, 2, 5))
        return rng.choice((
            lambda: call("Replace", column, call("Value", rng.choice(("a", "b", "A", ""))), call("Value", "<>")),
            lambda: call("Replace", column, call("Value", "a")),
            lambda: call("LPad", column, number, call("Value", rng.choice(("xy", " ", "")))),
            lambda: call("RPad", column, number, call("Value", "xy")),
            lambda: call("Left", column, max(number, 1)),
            lambda: call("Right", column, max(number, 1)),
            lambda: call("Repeat", column, number),
            lambda: call("LTrim", column),
            lambda: call("RTrim", column),
            lambda: call("Trim", column),
            lambda: call("Substr", column, rng.choice((1, 2, -1, -2)), rng.choice((1, 2, 9))),
            lambda: call("Concat", column, call("Value", "/"), self.column(label, "char")[0] or column),
            lambda: call("Collate", column, rng.choice(("nocase", "binary"))),
            lambda: call("Coalesce", call("NullIf", column, call("Value", "")), call("Value", "none")),
        ))(), "char"  # fmt: skip

    def position(self, label):
        column, _ = self.column(label, "char")
        if column is None:
            return None
        name = self.rng.choice(("StrIndex", "Ord", "Length"))
        if name == "StrIndex":
            return call(name, column, call("Value", self.rng.choice(("a", "b", "", "É")))), "integer"
        return call(name, column), "integer"

    def hash(self, label):
        column, _ = self.column(label, "char", "text")
        return (call(self.rng.choice(HASHES), column), "char") if column else None

    def real(self, label):
        column, _ = self.column(label, "integer", "positive", "float")
        if column is None:
            return None
        chance = self.rng.random()
        if chance < 0.15:
            return call("ATan2", column, call("Value", self.rng.choice((1, 2)))), "float"
        if chance < 0.3:
            return call("Log", call("Value", 2), call("Abs", column)), "float"
        if chance < 0.4:
            return call("Pi"), "float"
        if chance < 0.55:
            return call("Mod", column, call("Value", self.rng.choice((2, 3)))), "float"
        return call(self.rng.choice(REAL), column), "float"

    def rounded(self, label):
        column, _ = self.column(label, "float")
        if column is None:
            return None
        keywords = {"precision": self.rng.choice((0, 1, 2))} if self.rng.random() < 0.6 else {}
        return call("Round", column, **keywords), "float"

    def compared(self, label):
        """Greatest, Least, Coalesce and NullIf over columns of one kind."""
        kind = self.rng.choice(("integer", "char", "float", "date", "datetime", "decimal", "time", "duration"))
        columns = [self.column(label, kind)[0] for _ in range(self.rng.randint(1, 3))]
        columns = [column for column in columns if column]
        if not columns:
            return None
        columns.append(self.value(kind))
        name = self.rng.choice(("Greatest", "Least", "Coalesce", "NullIf"))
        return call(name, *(columns[-2:] if name == "NullIf" else columns)), kind

    def cast(self, label):
        column, kind = self.column(label, *CASTS)
        if column is None:
            return None
        to = self.rng.choice(CASTS[kind])
        return call("Cast", column, {"$field": to, "kwargs": {}}), CAST_KINDS[to]

    def moment(self, label):
        """Parts and truncations by kind, and in a zone where there are zones."""
        column, kind = self.column(label, "datetime", "date", "time")
        if column is None:
            return None
        if kind == "time":
            if self.rng.random() < 0.5:
                return call(self.rng.choice(("ExtractHour", "ExtractMinute", "ExtractSecond")), column), "integer"
            return call(self.rng.choice(("TruncHour", "TruncMinute", "TruncSecond")), column), "none"
        zoned = kind == "datetime" and self.maker.has_zone and self.rng.random() < 0.4
        keywords = {"tzinfo": {"$tz": self.rng.choice(("UTC", "Asia/Tokyo", "America/New_York"))}} if zoned else {}
        if self.rng.random() < 0.5:
            parts = ("year", "month", "day", "week", "week_day", "iso_week_day", "quarter", "iso_year")
            parts += ("hour", "minute", "second") if kind == "datetime" else ()
            return call("Extract", column, self.rng.choice(parts), **keywords), "integer"
        parts = ("year", "quarter", "month", "week", "day") + (("hour", "minute", "second") if kind == "datetime" else ())
        if kind == "datetime" and self.rng.random() < 0.25:
            return call(self.rng.choice(("TruncDate", "TruncTime")), column, **keywords), "none"
        return call("Trunc", column, self.rng.choice(parts), **keywords), "none"

    def span(self, label):
        """Moments and durations, added and subtracted."""
        kind = self.rng.choice(("date", "datetime", "time", "duration"))
        column, _ = self.column(label, kind)
        if column is None:
            return None
        other, _ = self.column(label, kind)
        span, _ = self.column(label, "duration")
        if kind == "duration":
            operator = self.rng.choice(("+", "-"))
            return call("CombinedExpression", column, operator, span or self.value("duration")), "duration"
        if self.rng.random() < 0.5:
            made = call("CombinedExpression", column, "-", other or column)
            return call("ExpressionWrapper", made, output_field=DURATION), "duration"
        if kind == "time":
            return None
        made = call("CombinedExpression", column, self.rng.choice(("+", "-")), span or self.value("duration"))
        # SQLite's dates stay dates, whatever is added.
        field = {"$field": "DateTimeField" if kind == "datetime" else "DateField", "kwargs": {}}
        return call("ExpressionWrapper", made, output_field=field), kind

    def document(self, label):
        kinds = ("integer", "char", "float", "boolean", "json", "uuid")
        members = {name: self.column(label, *kinds)[0] for name in ("p", "q")}
        if None in members.values():
            return None
        if self.rng.random() < 0.5:
            return call("JSONObject", **members), "none"
        return call("JSONArray", *members.values()), "none"

    def bits(self, label):
        column, _ = self.column(label, "positive", "integer")
        if column is None:
            return None
        operator = self.rng.choice(("&", "|", "#", "<<", ">>"))
        return call("CombinedExpression", column, operator, call("Value", self.rng.choice((1, 2, 3)))), "integer"

    def piece(self, label):
        column, _ = self.column(label, "char", "text")
        if column is None:
            return None
        length = self.rng.choice((None, 1, 2))
        return {"$fslice": column, "start": self.rng.choice((1, 2)), "length": length}, "char"

    def wrapped(self, label):
        """Numbers of two kinds need a type said."""
        column, _ = self.column(label, "integer", "positive")
        other, _ = self.column(label, "float")
        if column is None or other is None:
            return None
        made = call("CombinedExpression", column, self.rng.choice(("+", "-", "*")), other)
        return call("ExpressionWrapper", made, output_field=FLOAT), "float"

    def decimal(self, label):
        column, _ = self.column(label, "decimal")
        if column is None:
            return None
        right = self.column(label, "decimal")[0] if self.rng.random() < 0.5 else None
        right = right or self.value("decimal")
        made = call("CombinedExpression", column, self.rng.choice(("+", "-", "*")), right)
        return call("ExpressionWrapper", made, output_field=DECIMAL), "decimal"
