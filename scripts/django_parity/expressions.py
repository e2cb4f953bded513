"""Recorded expressions (Q, F, functions, aggregates, Case, Window …) as wire expressions."""

from .configuration import type_name
from .signatures import KEYWORDS, LOOKUP_CLASSES, NAMED, OPERATORS, POSITIONAL
from .skips import Skip
from .values import SIMPLE, plain, tag_of


class Expressions:
    """`owner` is the Translator: it knows the model at hand, values, conditions and nested specs."""

    def __init__(self, owner):
        self.owner = owner

    # -- places ------------------------------------------------------------------------------------------

    def expression(self, value):
        """What stands in an expression's place: a bare string is a name, other plain values are values."""
        tag = tag_of(value)
        if self.owner is not None and (isinstance(value, str) or tag == "$f"):
            self.owner.refuse_generic_name(value if isinstance(value, str) else value["$f"])
        if isinstance(value, str):
            return value
        if tag is None:
            if isinstance(value, (list, dict)):
                return {"$value": plain(value)}
            return self.owner.values.value(value)
        if tag == "$f":
            return {"$f": value["$f"]}
        if tag == "$outer":
            inner = value["$outer"]
            return {"$outer": self.expression(inner) if isinstance(inner, dict) else inner}
        if tag == "$fslice":
            return self.slice(value)
        if tag == "$q":
            return {"$condition": self.owner.condition(value)}
        if tag == "$qs":
            return {"$subquery": self.owner.nested(value["$qs"])}
        if tag == "$filtered":
            return {"$filtered": value["$filtered"], "where": self.owner.condition(value["cond"])}
        if tag == "$e":
            return self.call(value["$e"], value.get("a", []), value.get("k", {}))
        return self.owner.values.value(value)

    def slice(self, value):
        start = value["start"] - 1
        stop = None if value["length"] is None else start + value["length"]
        inner = self.expression(value["$fslice"])
        if isinstance(inner, dict) and "$f" in inner:
            return {**inner, "slice": [start, stop]}
        length = [] if value["length"] is None else [value["length"]]
        return {"$func": "Substr", "args": [inner, value["start"], *length]}

    def terms(self, value):
        """Ordering or partition terms: one or a list."""
        if isinstance(value, list) or tag_of(value) in ("$tuple", "$set"):
            elements = value if isinstance(value, list) else value[tag_of(value)]
            return [self.term(element) for element in elements]
        return [self.term(value)]

    def term(self, value):
        if tag_of(value) == "$e" and value["$e"] == "OrderByList":
            return self.terms(value["a"])[0]
        return self.expression(value)

    def type(self, value):
        tag = tag_of(value)
        if tag != "$field":
            raise Skip("python-object")
        return type_name(value["$field"], value.get("kwargs", {}))

    # -- calls -------------------------------------------------------------------------------------------

    def call(self, name, positional, keywords):
        special = getattr(self, "call_" + name, None)
        if special is not None:
            return special(positional, keywords)
        if name in LOOKUP_CLASSES:
            return {"$lookup": LOOKUP_CLASSES[name], "args": [self.expression(positional[0]), self.right(positional[1])]}
        return self.function(name, positional, keywords)

    def right(self, value):
        """The right side of a lookup written as an expression: a string is text here, not a name."""
        return {"$value": value} if isinstance(value, str) else self.owner.values.value(value)

    def function(self, name, positional, keywords):
        positional, keywords = self.in_order(name, positional, dict(keywords))
        made = {"$func": name, "args": []}
        for position, value in enumerate(positional):
            named = NAMED.get((name, position))
            if named:
                made[named[0]] = self.kind(named[1], value)
            else:
                made["args"].append(self.expression(value))
        for keyword, value in keywords.items():
            if keyword not in KEYWORDS:
                made[keyword] = self.expression(value)
                continue
            if value is None and keyword != "default":
                continue
            key, kind = KEYWORDS[keyword]
            made[key] = self.kind(kind, value)
        return made

    def in_order(self, name, positional, keywords):
        """Keywords that stand for positions, put there."""
        parameters = POSITIONAL.get(name) or (("expression",) if "expression" in keywords else ())
        positional = list(positional)
        for parameter in parameters[len(positional) :]:
            if parameter not in keywords:
                break
            positional.append(keywords.pop(parameter))
        return positional, keywords

    def kind(self, kind, value):
        if kind == "type":
            return self.type(value)
        if kind == "condition":
            return self.owner.condition(value)
        if kind == "expression":
            return self.expression(value)
        if kind == "terms":
            return self.terms(value)
        if kind == "text":
            made = self.expression(value)
            return made["$value"] if isinstance(made, dict) and set(made) == {"$value"} else made
        if kind == "zone":
            return value["$tz"] if tag_of(value) == "$tz" else value
        return plain(value)

    def with_type(self, made, keywords):
        if keywords.get("output_field") is not None:
            made["type"] = self.type(keywords["output_field"])
        return made

    def typed(self, made, keywords):
        """`output_field` of an expression that has no place for a type."""
        if keywords.get("output_field") is None:
            return made
        return {"$wrap": made, "type": self.type(keywords["output_field"])}

    # -- expressions with a form of their own ---------------------------------------------------------------

    def call_Value(self, positional, keywords):
        value = positional[0] if positional else keywords.get("value")
        field = keywords.get("output_field") or (positional[1] if len(positional) > 1 else None)
        tag = tag_of(value)
        if tag in SIMPLE and tag not in ("$float", "$int"):
            made = self.owner.values.value(value)
            return self.typed(made, {"output_field": field})
        if field is None and not isinstance(value, (str, list, dict)):
            return self.owner.values.value(value)
        if tag in ("$obj", "$inst", "$new"):
            raise Skip("python-object")
        made = {"$value": plain(value)}
        if field is not None:
            made["type"] = self.type(field)
        return {"$json_null": True} if made == {"$value": None, "type": "json"} else made

    def call_CombinedExpression(self, positional, keywords):
        left, operator, right = positional
        made = {"$op": OPERATORS.get(operator, operator), "args": [self.operand(left), self.operand(right)]}
        return self.with_type(made, keywords)

    def operand(self, value):
        """An operand of arithmetic: Django wraps a bare string as a value here."""
        return {"$value": value} if isinstance(value, str) else self.expression(value)

    def call_ExpressionWrapper(self, positional, keywords):
        field = positional[1] if len(positional) > 1 else keywords["output_field"]
        return {"$wrap": self.expression(positional[0]), "type": self.type(field)}

    def call_NegatedExpression(self, positional, keywords):
        inner = self.expression(positional[0])
        if isinstance(inner, dict) and "$exists" in inner:
            return {**inner, "not": not inner.get("not", False)}
        return {"$op": "not", "args": [inner]}

    def call_Case(self, positional, keywords):
        made = {"$case": [self.when(value) for value in positional]}
        if "default" in keywords:
            made["default"] = self.expression(keywords["default"])
        return self.with_type(made, keywords)

    def when(self, value):
        if tag_of(value) != "$e" or value["$e"] != "When":
            raise Skip("python-object")
        keywords = dict(value.get("k", {}))
        positional = list(value.get("a", []))
        then = keywords.pop("then") if "then" in keywords else (positional.pop() if positional else None)
        conditions = [self.owner.condition(each) for each in positional if each is not None]
        if keywords:
            conditions.append(self.owner.lookups(keywords))
        condition = conditions[0] if len(conditions) == 1 else {"$q": "and", "c": conditions}
        return [condition, self.expression(then)]

    def call_Subquery(self, positional, keywords):
        return self.typed({"$subquery": self.query(positional[0])}, keywords)

    def call_Exists(self, positional, keywords):
        return {"$exists": self.query(positional[0])}

    def query(self, value):
        if tag_of(value) != "$qs":
            raise Skip("python-object")
        return self.owner.nested(value["$qs"])

    def call_OrderBy(self, positional, keywords):
        made = {"$order": self.expression(positional[0])}
        if keywords.get("descending"):
            made["desc"] = True
        if keywords.get("nulls_first"):
            made["nulls"] = "first"
        if keywords.get("nulls_last"):
            made["nulls"] = "last"
        return made

    def call_Window(self, positional, keywords):
        expression = positional[0] if positional else keywords["expression"]
        made = {"$window": self.expression(expression)}
        for key in ("partition_by", "order_by"):
            if keywords.get(key) is not None:
                made[key] = self.terms(keywords[key])
        if keywords.get("frame") is not None:
            made["frame"] = self.frame(keywords["frame"])
        return self.with_type(made, keywords)

    def frame(self, value):
        kinds = {"RowRange": "rows", "ValueRange": "range"}
        keywords = value.get("k", {})
        made = {"type": kinds[value["$e"]], "start": plain(keywords.get("start")), "end": plain(keywords.get("end"))}
        exclusion = keywords.get("exclusion")
        if exclusion is not None:
            made["exclusion"] = exclusion["$frame_exclusion"].lower().replace("_", " ")
        return made

    def call_RawSQL(self, positional, keywords):
        params = positional[1] if len(positional) > 1 else []
        elements = params[tag_of(params)] if tag_of(params) in ("$tuple", "$set") else params
        sql = positional[0].replace("%s", "?").replace("%%", "%")
        made = {"$raw": sql, "params": [self.owner.values.value(element) for element in elements]}
        field = positional[2] if len(positional) > 2 else keywords.get("output_field")
        if field is not None:
            made["type"] = self.type(field)
        return made

    def call_JSONNull(self, positional, keywords):
        return {"$json_null": True}

    def call_JSONObject(self, positional, keywords):
        arguments = []
        for key, value in keywords.items():
            arguments += [{"$value": key}, self.expression(value)]
        return {"$func": "JSONObject", "args": arguments}

    def call_KeyTransform(self, positional, keywords):
        return self.key_transform("KeyTransform", positional)

    def call_KeyTextTransform(self, positional, keywords):
        return self.key_transform("KeyTextTransform", positional)

    def key_transform(self, name, positional):
        return {"$func": name, "args": [self.expression(positional[1])], "key": plain(positional[0])}
