"""Random window functions."""

from .calls import call

ORDERED = ("integer", "positive", "char", "text", "float", "decimal", "date", "datetime", "time")
NUMERIC = ("integer", "positive")
RANKS = ("RowNumber", "Rank", "DenseRank")
OVER_VALUES = ("Lag", "Lead", "FirstValue", "LastValue", "NthValue", "Sum", "Count", "Max", "Min", "Avg")


class Windows:
    def __init__(self, maker):
        self.maker = maker
        self.rng = maker.rng

    def any(self, label, aliases):
        """A window over an order that leaves nothing to chance: (expression, kind)."""
        order = [call("OrderBy", {"$f": "pk"}, descending=self.rng.random() < 0.3)]
        found = self.maker.paths.field(label, ORDERED, many=False)
        if found and self.rng.random() < 0.5:
            order.insert(0, {"$f": found[0]})
        keywords = {"order_by": order}
        partition = self.maker.paths.field(label, ("integer", "char", "boolean", "relation"), many=False, here=0.8)
        if partition and self.rng.random() < 0.6:
            keywords["partition_by"] = [{"$f": partition[0]}]
        if self.rng.random() < 0.4:
            name = self.rng.choice(RANKS + ("PercentRank", "CumeDist", "Ntile"))
            function = call(name, num_buckets=self.rng.choice((2, 3))) if name == "Ntile" else call(name)
            return call("Window", expression=function, **keywords), "window" if name in RANKS + ("Ntile",) else "float"
        found = self.maker.paths.field(label, NUMERIC, many=False, here=0.9)
        if not found:
            return None
        name = self.rng.choice(OVER_VALUES)
        if name in ("Sum", "Count", "Max", "Min", "Avg") and self.rng.random() < 0.3:
            keywords.pop("order_by")
        elif name not in ("Lag", "Lead") and self.rng.random() < 0.5:
            keywords["frame"] = self.frame()
        options = {}
        if name in ("Sum", "Count", "Max", "Min", "Avg") and self.rng.random() < 0.25:
            options["filter"] = self.maker.conditions.q(label, {}, 0, many=False)
        if name == "NthValue":
            options["nth"] = self.rng.choice((1, 2))
        if name in ("Lag", "Lead"):
            options["offset"] = self.rng.choice((1, 2))
            if self.rng.random() < 0.4:
                options["default"] = call("Value", 0)
        return call("Window", expression=call(name, found[0], **options), **keywords), "window"

    def of_groups(self, name):
        """The rank of a group by an aggregate: the same for groups that are alike."""
        order = [call("OrderBy", {"$f": name}, descending=self.rng.random() < 0.5)]
        return call("Window", expression=call(self.rng.choice(("Rank", "DenseRank"))), order_by=order)

    def frame(self):
        start, end = self.rng.choice(((None, 0), (-1, 1), (0, None), (-2, -1), (1, 2), (None, None), (0, 0)))
        keywords = {"start": start, "end": end}
        if self.rng.random() < 0.2:
            keywords["exclusion"] = {"$frame_exclusion": self.rng.choice(("CURRENT_ROW", "GROUP", "TIES", "NO_OTHERS"))}
        if start is not None and end is not None and start * end == 0 and start == end == 0 and self.rng.random() < 0.3:
            return call("ValueRange", **keywords)
        return call("RowRange", **keywords)
