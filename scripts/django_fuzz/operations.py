"""Random operations: what to get from a query set."""

from .writes import Writes

EMPTY = {"m": "list"}


class Terminals(Writes):
    def __init__(self, maker):
        self.maker = maker
        self.rng = maker.rng

    def read(self, draft):
        """An operation for a draft; may add steps that make the rows it takes certain."""
        chance = self.rng.random()
        if draft.ended:
            return {"m": self.rng.choice(("list", "list", "count", "exists"))}
        if chance < 0.55:
            return self.listed(draft)
        if chance < 0.68:
            return {"m": "count"}
        if chance < 0.74:
            return {"m": "exists"}
        if chance < 0.84 and (draft.shape is None or chance < 0.76):
            return self.aggregate(draft)
        if draft.grouped or draft.shape is not None:
            return dict(EMPTY)
        if chance < 0.90:
            self.certain(draft)
            return {"m": self.rng.choice(("first", "last"))}
        if chance < 0.94:
            self.certain(draft)
            return {"m": "getitem", "a": [self.rng.randint(0, 3)]}
        if chance < 0.955:
            found = self.maker.paths.field(draft.label, many=False, here=1.0)
            if found[1] != "json" and found[1] != "relation":
                return {"m": self.rng.choice(("earliest", "latest")), "a": [found[0], "pk"]}
        keys = self.maker.keys(draft.label)
        if chance < 0.962 and keys:
            return {"m": "contains", "a": [{"$obj": draft.label, "pk": self.rng.choice(keys)}]}
        # What was deferred Django fetches for the key.
        if chance < 0.966 and self.maker.schema[draft.label].field("slug") and not draft.loaded:
            return {"m": "in_bulk", "a": [["s1", "s2", "s9"]], "k": {"field_name": "slug"}}
        if chance < 0.97:
            return {"m": "in_bulk", "a": [[self.maker.key(draft.label) for _ in range(3)]]}
        return {"m": "get", "k": {"pk": self.maker.key(draft.label)}}

    def certain(self, draft):
        """An order that tells rows apart, of one key too where an annotation gives it several."""
        found = self.maker.paths.field(draft.label, many=False)
        names = [] if found[1] == "json" else [self.maker.term(found[0])]
        several = [name for name in sorted(draft.several) if draft.aliases[name] != "json"]
        draft.add("order_by", a=[*names, "pk", *several])

    def listed(self, draft):
        if self.rng.random() < 0.25 and not draft.grouped and draft.shape is None:
            self.certain(draft)
            start = self.rng.choice((None, 0, 1, 2))
            draft.add("slice", a=[start, self.rng.choice((None, 3, 4, 1, 2))])
        return dict(EMPTY)

    def aggregate(self, draft):
        if any(step["m"] == "slice" for step in draft.steps):  # which joined rows a slice has is left to chance
            return {"m": "count"}
        named = {}
        for number in range(self.rng.randint(1, 2)):
            numeric = [name for name, kind in draft.aliases.items() if kind in ("integer", "float")]
            if numeric and self.rng.random() < 0.5:
                named[f"y{number}"] = {
                    "$e": self.rng.choice(("Sum", "Max", "Count", "Avg")), "a": [self.rng.choice(numeric)], "k": {},
                }  # fmt: skip
            else:
                named[f"y{number}"] = self.maker.annotations.aggregate(draft.label)[0]
        return {"m": "aggregate", "k": named}
