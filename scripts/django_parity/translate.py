"""A recorded query set (`spec`) as a spec of the wire format."""

from .expressions import Expressions
from .skips import Skip
from .values import Values, tag_of

SAME_NAME = {"reverse", "none", "all", "select_for_update"}
COMBINED = {"__and__": "and", "__or__": "or", "__xor__": "xor"}


class Translator:
    def __init__(self, schema, rows):
        self.schema = schema
        self.snapshot = rows
        self.values = Values(schema, rows)
        self.expressions = Expressions(self)
        self.values.expression = self.expressions.expression
        self.values.spec = self.nested
        self.model = None
        # Whether Django has an answer, so that every name of the case means something there.
        self.succeeds = False
        self.attributes = set()

    # -- specs -------------------------------------------------------------------------------------------

    def spec(self, recorded):
        """{"model": …, "steps": …} of a recorded query set."""
        outer, self.model = self.model, self.schema.model(recorded["model"])
        try:
            made = {"model": recorded["model"], "steps": []}
            steps = list(recorded.get("steps", []))
            if steps and steps[0]["m"] == "related":
                origin, accessor = steps.pop(0)["a"]
                made["model"] = origin["$obj"]
                made["steps"].append(["related", self.values.value(origin["pk"]), accessor])
            for step in steps:
                made["steps"] += self.step(step)
            return made
        finally:
            self.model = outer

    nested = spec

    def step(self, step):
        """The wire steps of one recorded step."""
        name, positional, keywords = step["m"], step.get("a", []), step.get("k", {})
        if name in SAME_NAME:
            return [[name]]
        if name in COMBINED:
            return [[COMBINED[name], self.query(positional[0])]]
        method = getattr(self, "step_" + name, None)
        if method is None:
            raise ValueError(f"unknown step {name}")
        return method(positional, keywords)

    def query(self, value):
        if tag_of(value) != "$qs":
            raise Skip("python-object")
        return self.nested(value["$qs"])

    # -- conditions ----------------------------------------------------------------------------------------

    def condition(self, value):
        """A Q or a boolean expression."""
        if tag_of(value) == "$q":
            made = {"$q": value["$q"].lower(), "c": [self.child(child) for child in value["c"]]}
            if value["neg"]:
                made["not"] = True
            return made
        if tag_of(value) is None and isinstance(value, dict):
            return self.lookups(value)
        made = self.expressions.expression(value)
        if isinstance(made, dict) and set(made) == {"$condition"}:
            return made["$condition"]
        return made

    def child(self, child):
        if isinstance(child, list) or tag_of(child) == "$tuple":
            name, value = child if isinstance(child, list) else child["$tuple"]
            return [name, self.lookup_value(name, value)]
        return self.condition(child)

    def lookups(self, keywords):
        return {name: self.lookup_value(name, value) for name, value in keywords.items()}

    def lookup_value(self, name, value):
        target = self.target(name)
        if name.rsplit("__", 1)[-1] in ("in", "range"):
            if isinstance(value, list) or tag_of(value) in ("$tuple", "$set"):
                return self.values.each(value if isinstance(value, list) else value[tag_of(value)], target)
        return self.values.value(value, target)

    def refuse_generic_name(self, path):
        if self.model is not None and path.lstrip("-").split("__")[0] in self.model.concrete.private:
            raise Skip("generic-relation")

    def target(self, path):
        """The field a lookup's value is compared with, for values that are model instances."""
        self.refuse_generic_name(path)
        field, model, _ = self.schema.resolve(self.model.label, path)
        if field is not None:
            return field
        return model.key if model is not None and model is not self.model else None

    def conditions(self, positional, keywords):
        made = [self.condition(value) for value in positional]
        if keywords:
            made.append(self.lookups(keywords))
        return made

    # -- steps ---------------------------------------------------------------------------------------------

    def step_filter(self, positional, keywords):
        return [["filter", *self.conditions(positional, keywords)]]

    step_complex_filter = step_filter

    def step_exclude(self, positional, keywords):
        return [["exclude", *self.conditions(positional, keywords)]]

    def step_annotate(self, positional, keywords):
        return [["annotate", *self.aliases(positional, keywords)]]

    def step_alias(self, positional, keywords):
        return [["alias", *self.aliases(positional, keywords)]]

    def aliases(self, positional, keywords):
        made = [self.demanded(value) for value in positional]
        if keywords:
            made.append({name: self.demanded(value) for name, value in keywords.items()})
        return made

    def demanded(self, value):
        """An expression where Django demands an object."""
        if value is None or isinstance(value, (str, bool, int, float)):
            raise Skip("bare-string")
        return self.expressions.expression(value)

    def step_order_by(self, positional, keywords):
        return [["order_by", [self.expressions.term(value) for value in positional]]]

    def step_distinct(self, positional, keywords):
        return [["distinct", list(positional)] if positional else ["distinct"]]

    def step_values(self, positional, keywords):
        names = [self.selected(value) for value in positional]
        if keywords:
            names.append({name: self.demanded(value) for name, value in keywords.items()})
        return [["values", names]]

    def step_values_list(self, positional, keywords):
        names = [self.selected(value) for value in positional]
        options = {name: True for name in ("flat", "named") if keywords.get(name)}
        return [["values_list", names] + ([options] if options else [])]

    def selected(self, value):
        return value if isinstance(value, str) else self.expressions.expression(value)

    def step_dates(self, positional, keywords):
        return [["dates", *self.date_arguments(positional, keywords, ("field_name", "kind", "order"))]]

    def step_datetimes(self, positional, keywords):
        return [["datetimes", *self.date_arguments(positional, keywords, ("field_name", "kind", "order", "tzinfo"))]]

    def date_arguments(self, positional, keywords, names):
        made = [value["$tz"] if tag_of(value) == "$tz" else value for value in positional]
        for name in names[len(made) :]:
            if name not in keywords:
                break
            value = keywords[name]
            made.append(value["$tz"] if tag_of(value) == "$tz" else value)
        return made

    def step_slice(self, positional, keywords):
        return [["slice", *positional]]

    def step_union(self, positional, keywords):
        options = [{"all": True}] if keywords.get("all") else []
        return [["union", [self.query(value) for value in positional], *options]]

    def step_intersection(self, positional, keywords):
        return [["intersection", [self.query(value) for value in positional]]]

    def step_difference(self, positional, keywords):
        return [["difference", [self.query(value) for value in positional]]]

    def step_select_related(self, positional, keywords):
        if positional == [None]:
            return [["select_related", None]]
        return [["select_related", list(positional)] if positional else ["select_related"]]

    def step_prefetch_related(self, positional, keywords):
        if positional == [None]:
            return [["prefetch_related", None]]
        made = []
        for value in positional:
            made.append(self.prefetch(value))
            if tag_of(value) == "$prefetch" and value.get("to_attr"):
                self.attributes.add(value["to_attr"])
        return [["prefetch_related", made]]

    def prefetch(self, value):
        if tag_of(value) != "$prefetch":
            self.refuse_python(value)
            return value
        self.refuse_python(value["$prefetch"])
        made = {"$prefetch": value["$prefetch"]}
        if value.get("qs") is not None:
            made["queryset"] = self.query(value["qs"])
        if value.get("to_attr") is not None:
            made["to_attr"] = value["to_attr"]
        return made

    def refuse_python(self, path):
        """Generic relations and properties anywhere on a prefetch path."""
        model = self.model
        for name in path.split("__"):
            if model is None or name in self.attributes:
                return
            if name in model.concrete.private:
                raise Skip("generic-relation")
            found, onward = self.schema.step(model, name)
            if onward is None and found is None:
                onward = self.schema.by_accessor(model, name)
            if onward is None and found is None and self.succeeds:
                raise Skip("python-attribute")
            model = onward

    def step_only(self, positional, keywords):
        return [["only", None if positional == [None] else list(positional)]]

    def step_defer(self, positional, keywords):
        return [["defer", None if positional == [None] else list(positional)]]

    def step_using(self, positional, keywords):
        if positional not in (["default"], [None]):
            raise Skip("several-databases")
        return []
