"""Random query sets and operations in the form of the recorded cases."""

from .annotations import Annotations
from .conditions import Conditions
from .operations import Terminals
from .paths import Paths
from .pools import said
from .rows import kind_of, raw_key


def said_key(field, value):
    return said("uuid", value) if field.type == "UUIDField" else value


class SpecMaker:
    """Makes (spec, op). Keeps track of the aliases and the shape of the rows, so that most specs are sound."""

    def __init__(self, schema, rows, rng, has_zone=False):
        self.schema = schema
        self.has_zone = has_zone
        self.rows = rows
        self.rng = rng
        self.paths = Paths(schema, rng)
        self.conditions = Conditions(self)
        self.annotations = Annotations(self)
        self.terminals = Terminals(self)
        self.labels = [label for label, model in schema.items() if not model.data["auto_created"]]

    def keys(self, label):
        """Keys of the rows there are."""
        model = self.schema[label]
        content = self.rows.get(model.table)
        return [said_key(model.key, row[0]) for row in content["rows"]] if content else []

    def stored(self, field):
        """What rows have in a column, as a query says it."""
        content = self.rows.get(field.model.table)
        if content is None:
            return []
        position = content["cols"].index(field.column)
        return [said(kind_of(field), row[position]) for row in content["rows"] if row[position] is not None]

    def key(self, label, most=7):
        """A key that a row of the model may have."""
        field = self.schema[label].key
        return said_key(field, raw_key(field, self.rng.randint(1, most)))

    def related_key(self, field, most=6):
        """A value for a foreign key's column."""
        target = field.target_field()
        return said_key(target, raw_key(target, self.rng.randint(1, most)))

    def referred(self, label, name):
        """The column of the other model that a foreign key of this one holds; the key of any other relation."""
        for field in self.schema[label].own_fields:
            if field.name == name and field.relation:
                return field.target_field().name
        return "pk"

    def is_through(self, label, step):
        """Whether a to-many relation goes over a joining table."""
        entries = self.schema[label].many_to_many
        others = (entry for other in self.schema.values() for entry in other.many_to_many)
        return any(entry["name"] == step.accessor for entry in entries) or any(
            entry["accessor"] == step.accessor and entry["to"] == label for entry in others
        )

    def may_lack(self, label, step):
        """Whether the foreign key behind a reverse relation may be null."""
        return any(
            field.null
            for field in self.schema[step.target].own_fields
            if field.relation and field.relation["accessor"] == step.accessor and field.relation["to"] == label
        )

    def correlated(self, label):
        """(model, keywords of a filter) that tie another model's rows to the outer row."""
        choices = []
        for other in self.labels:
            for step in self.paths.steps[other]:
                if step.target == label:
                    choices.append((other, {step.name: {"$outer": self.referred(other, step.name)}}))
        if not choices or self.rng.random() < 0.1:
            return label, {"pk__lte": {"$outer": "pk"}}
        other, condition = self.rng.choice(choices)
        if self.rng.random() < 0.4:
            condition = {**condition, **self.conditions.keywords(other, {}, many=False)}
        return other, condition

    def make(self):
        if self.rng.random() < 0.2:
            return self.terminals.write(self.rng.choice(self.labels))
        label = self.rng.choice(self.labels)
        draft = Draft(label)
        for _ in range(self.rng.choice((0, 1, 1, 2, 2, 3, 3, 4))):
            self.add_step(draft)
        op = self.terminals.read(draft)
        return {"model": draft.label, "steps": draft.steps}, op

    def add_step(self, draft):
        choices = [(self.filter, 6), (self.exclude, 3)]
        if draft.shape is None and not draft.grouped:
            choices += [(self.filtered, 1.5), (self.dates, 0.7), (self.sliced, 0.5)]
        if draft.shape is None:
            choices += [(self.annotate, 4), (self.order_by, 3), (self.reverse, 1), (self.distinct, 1)]
            choices += [(self.values, 2), (self.combine, 1), (self.aggregate, 2)]
            if not draft.grouped:
                choices += [(self.select_related, 1), (self.prefetch, 1), (self.only, 1), (self.manager, 1)]
        if draft.ended:
            return
        makers, weights = zip(*choices)
        self.rng.choices(makers, weights)[0](draft)

    # -- steps ---------------------------------------------------------------------------------------------

    def filter(self, draft, method="filter"):
        aliases = draft.aliases if self.rng.random() < 0.7 else {}
        if self.rng.random() < 0.5:
            draft.add(method, a=[self.conditions.q(draft.label, aliases)])
        else:
            draft.add(method, k=self.conditions.keywords(draft.label, aliases))

    def exclude(self, draft):
        self.filter(draft, "exclude")

    def annotate(self, draft):
        expression, kind = self.annotations.annotation(draft.label, draft.aliases)
        name = draft.fresh()
        draft.add(self.rng.choice(("annotate", "annotate", "annotate", "alias")), k={name: expression})
        draft.aliases[name] = kind
        if draft.steps[-1]["m"] == "alias":
            draft.hidden.add(name)
        elif "$f" in expression and self.paths.meets_many(draft.label, expression["$f"]):
            draft.several.add(name)

    def aggregate(self, draft):
        if self.rng.random() < 0.35 and not draft.grouped:
            found = self.paths.field(draft.label, many=False)
            if found and found[1] != "json":
                draft.add("values", a=[found[0]])
                draft.shape = [found[0]]
        visible = {} if draft.grouped else {key: kind for key, kind in draft.aliases.items() if key not in draft.several}
        expression, kind = self.annotations.aggregate(draft.label, visible)
        name = draft.fresh()
        draft.add("annotate", k={name: expression})
        draft.aliases[name] = kind
        draft.grouped = True
        if kind in ("integer", "float") and draft.shape is None and self.rng.random() < 0.1:
            rank = draft.fresh()
            draft.add("annotate", k={rank: self.annotations.windows.of_groups(name)})
            draft.aliases[rank] = "window"
        if draft.shape is not None:
            draft.shape.append(name)
            draft.add("order_by", a=list(draft.shape))

    def order_by(self, draft):
        terms = []
        for _ in range(self.rng.randint(1, 2)):
            if self.rng.random() < 0.12 and not draft.grouped:
                terms.append(self.ordered_expression(draft.label) or "pk")
                continue
            if draft.aliases and self.rng.random() < 0.3:
                name = self.rng.choice([name for name, kind in draft.aliases.items()])
                if draft.aliases[name] == "json":
                    continue
            else:
                name, kind, _ = self.paths.field(draft.label, many=False)
                if kind == "json":
                    continue
            terms.append(self.term(name))
        if self.rng.random() < 0.6 and not draft.grouped:
            terms.append("pk")
        draft.add("order_by", a=terms)

    def ordered_expression(self, label):
        """An expression to order by, or a relation, which orders as its model does."""
        step = self.rng.choice(self.paths.steps[label]) if self.paths.steps[label] else None
        if step and not step.is_many and self.rng.random() < 0.5:
            return ("-" if self.rng.random() < 0.3 else "") + step.name
        found = self.paths.field(label, ("char", "integer"), many=False)
        if not found:
            return None
        expression = {"$e": "Length" if found[1] == "char" else "Abs", "m": "", "a": [{"$f": found[0]}], "k": {}}
        if self.rng.random() < 0.5:
            return expression
        return {"$e": "OrderBy", "a": [expression], "k": {"descending": True, "nulls_last": True}}

    def term(self, name):
        if self.rng.random() < 0.2:
            options = {"descending": True} if self.rng.random() < 0.5 else {}
            options[self.rng.choice(("nulls_first", "nulls_last"))] = True
            return {"$e": "OrderBy", "a": [{"$f": name}], "k": options}
        return ("-" if self.rng.random() < 0.4 else "") + name

    def reverse(self, draft):
        draft.add("reverse")

    def distinct(self, draft):
        draft.add("distinct")

    def values(self, draft):
        names = []
        for _ in range(self.rng.randint(1, 3)):
            found = self.paths.field(draft.label, many=self.rng.random() < 0.3)
            if found[0] not in names:
                names.append(found[0])
        names += [name for name in draft.aliases if name not in draft.hidden and self.rng.random() < 0.6]
        if self.rng.random() < 0.2 and not draft.grouped:
            expression, _ = self.annotations.annotation(draft.label, draft.aliases)
            draft.add("values", a=names, k={"v1": expression})
            names = [*names, "v1"]
        elif self.rng.random() < 0.5:
            draft.add("values", a=names)
        elif len(names) == 1:
            draft.add("values_list", a=names, k={"flat": True})
        else:
            draft.add("values_list", a=names)
        draft.shape = names

    def combine(self, draft):
        other = {"model": draft.label, "steps": [{"m": "filter", "k": self.conditions.keywords(draft.label, {})}]}
        if draft.aliases or any(step["m"] not in ("filter", "exclude") for step in draft.steps):
            return
        if self.rng.random() < 0.55:
            draft.add(self.rng.choice(("__and__", "__or__", "__xor__")), a=[{"$qs": other}])
            return
        draft.add("order_by")
        other["steps"].append({"m": "order_by"})
        others = [{"$qs": other}]
        if self.rng.random() < 0.2:
            third = {"model": draft.label, "steps": [{"m": "exclude", "k": self.conditions.keywords(draft.label, {})}]}
            others.append({"$qs": {**third, "steps": [*third["steps"], {"m": "order_by"}]}})
        operator = self.rng.choice(("union", "intersection", "difference"))
        chosen = None
        if self.rng.random() < 0.4:
            found = self.paths.field(draft.label, many=False)
            if found[1] not in ("json", "key"):
                chosen = {"m": "values", "a": ["id", found[0]] if found[0] not in ("id", "pk") else ["id"]}
        if chosen and self.rng.random() < 0.5:
            draft.steps.append(chosen)
            for operand in others:
                operand["$qs"]["steps"].append(chosen)
            chosen = None
        draft.add(operator, a=others, k={"all": True} if operator == "union" and self.rng.random() < 0.3 else None)
        draft.add("order_by", a=["id"])
        if chosen:
            draft.steps.append(chosen)
        if self.rng.random() < 0.25:
            draft.add("slice", a=[self.rng.choice((0, 1)), 3])
        draft.ended = True

    def filtered(self, draft):
        """A FilteredRelation, and something that speaks of it."""
        path, target, _ = self.paths.relation(draft.label, 1)
        if not path or draft.aliases or draft.loaded:
            return
        name = f"r{len(draft.steps)}"
        inner = self.conditions.compared(*self.own_field(target), target, False)
        # Names in a list Django looks up when the relation is joined, if it ever is.
        if inner[0].endswith(("__range", "__in")) and "$f" in str(inner[1]):
            return
        condition = {"$q": "AND", "neg": self.rng.random() < 0.2, "c": [[f"{path}__{inner[0]}", inner[1]]]}
        draft.add("annotate", k={name: {"$filtered": path, "cond": condition}})
        chance = self.rng.random()
        field = self.own_field(target)
        if chance < 0.4:
            draft.add("filter", k={f"{name}__isnull": self.rng.random() < 0.4})
        elif chance < 0.7 and field[1] != "json":
            draft.add("filter", k=dict([self.conditions.compared(f"{name}__{field[0]}", field[1], target, False)]))
        if self.rng.random() < 0.5:
            draft.add("values", a=["pk", f"{name}__pk"])
            draft.shape = ["pk"]

    def own_field(self, label):
        """(name, kind) of a column that is no relation."""
        fields = [field for field in self.schema[label].own_fields if not field.relation]
        field = self.rng.choice(fields)
        return field.name, kind_of(field)

    def dates(self, draft):
        found = self.paths.field(draft.label, ("date", "datetime"), many=self.rng.random() < 0.2)
        if not found or draft.aliases or draft.loaded:
            return
        order = self.rng.choice(("ASC", "DESC"))
        if found[1] == "datetime" and self.rng.random() < 0.6:
            draft.add("datetimes", a=[found[0], self.rng.choice(("year", "month", "week", "day", "hour", "minute")), order])
        else:
            draft.add("dates", a=[found[0], self.rng.choice(("year", "month", "week", "day")), order])
        draft.shape = [found[0]]
        draft.ended = True

    def sliced(self, draft):
        """A slice in the middle: what follows is an error, or works on the rows cut out."""
        draft.add("order_by", a=["pk"])
        draft.add("slice", a=[self.rng.choice((None, 0, 1)), self.rng.choice((1, 3, 5))])

    def select_related(self, draft):
        paths = []
        for _ in range(self.rng.choice((1, 1, 2))):
            path, target, is_many = self.paths.relation(draft.label, 3, many=False)
            if path and not is_many and path not in paths:
                paths.append(path)
        if not paths or draft.loaded:
            return
        draft.loaded = True
        if self.rng.random() < 0.1:
            draft.add("select_related")
            return
        draft.add("select_related", a=paths)
        if len(paths) == 1 and self.rng.random() < 0.25:
            here = [f.name for f in self.schema[draft.label].own_fields if f.name != "id"]
            there = [f.name for f in self.schema[target].own_fields if not f.primary_key and not f.relation]
            first = paths[0].split("__")[0]
            if there and first in here and "__" not in paths[0]:
                names = [first, f"{first}__{self.rng.choice(there)}"]
                draft.add("only", a=names)
            elif there and "__" not in paths[0] and target != draft.label:
                draft.add("defer", a=[f"{paths[0]}__{self.rng.choice(there)}"])

    def prefetch(self, draft):
        names, label = [], draft.label
        if draft.loaded:
            return
        for _ in range(self.rng.randint(1, 2)):
            if not self.paths.steps[label]:
                break
            step = self.rng.choice(self.paths.steps[label])
            names.append(step.accessor)
            label = step.target
        if not names:
            return
        draft.loaded = True
        path = "__".join(names)
        # On the way back Django finds the rows in its caches, and asks no query set.
        returns = label == draft.label if len(names) > 1 else draft.steps and draft.steps[0]["m"] == "related"
        if self.rng.random() < 0.5 or returns:
            draft.add("prefetch_related", a=[path])
            return
        steps = [{"m": "order_by", "a": ["-pk"]}]
        if self.rng.random() < 0.6:
            steps.insert(0, {"m": "filter", "k": self.conditions.keywords(label, {})})
        if self.rng.random() < 0.3 and step.is_many:
            steps.append({"m": "annotate", "k": {"pn": self.annotations.aggregate(label)[0]}})
        elif self.rng.random() < 0.2:
            ones = [onward.name for onward in self.paths.steps[label] if not onward.is_many]
            if ones:
                steps.append({"m": "select_related", "a": [self.rng.choice(ones)]})
        attribute = "chosen" if self.rng.random() < 0.5 and step.is_many else None
        if attribute and self.rng.random() < 0.4 and len(names) == 1:
            steps.append({"m": "slice", "a": [None, 2]})
        prefetch = {"$prefetch": path, "qs": {"$qs": {"model": label, "steps": steps}}, "to_attr": attribute}
        draft.add("prefetch_related", a=[prefetch])

    def only(self, draft):
        fields = [field.name for field in self.schema[draft.label].own_fields if kind_of(field) != "key"]
        if fields and not draft.loaded:
            names = self.rng.sample(fields, self.rng.randint(1, len(fields)))
            draft.add(self.rng.choice(("only", "defer")), a=names)
            draft.loaded = True

    def manager(self, draft):
        """Starts from a related manager."""
        if draft.steps:
            return
        origin = self.rng.choice(self.labels)
        many = [step for step in self.paths.steps[origin] if step.is_many]
        if many and self.keys(origin):
            step = self.rng.choice(many)
            draft.label = step.target
            draft.add("related", a=[{"$obj": origin, "pk": self.rng.choice(self.keys(origin))}, step.accessor])


class Draft:
    """A query set in the making."""

    def __init__(self, label):
        self.label = label
        self.steps = []
        self.aliases = {}
        self.hidden = set()
        # Annotations with a value for each of several related rows.
        self.several = set()
        self.shape = None
        self.grouped = False
        self.loaded = False
        self.ended = False

    def fresh(self):
        return f"x{len(self.aliases) + 1}"

    def add(self, method, a=(), k=None):
        step = {"m": method}
        if a:
            step["a"] = list(a)
        if k:
            step["k"] = k
        self.steps.append(step)
