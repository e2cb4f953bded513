"""Places where Django gives wrong rows: nobody should follow it there, so such a spec is refused.

* A negated condition over a relation looks by alias, which is a name, whether the same filter() has joined
  the relation already. Another relation to the same table may have got that name, and the subquery is then
  tied to the wrong row.
* `iexact` with an expression does not escape `%` and `_`, which are then wildcards.
* XOR keeps the INNER joins that its operands made, and rows without a counterpart are lost.
* An order by a subquery that is known to be empty empties the query.
"""

from django.core.exceptions import EmptyResultSet
from django.db.models.lookups import IExact, UUIDTextMixin
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.constants import INNER
from django.db.models.sql.query import JoinPromoter, Query


class DjangoMistake(Exception):
    pass


class Aliases(set):
    """Joins a filter() may share, which notes when one is taken for another relation."""

    def __init__(self, aliases, outer):
        super().__init__(aliases)
        self.outer = outer
        self.inner = None

    def __contains__(self, alias):
        found = super().__contains__(alias)
        inner, self.inner = self.inner, None
        if found and inner is not None and path(inner, alias) != path(self.outer, alias):
            raise DjangoMistake(alias)
        return found


def path(query, alias):
    """The columns that lead from a query's own table to an alias."""
    steps = []
    while alias in query.alias_map:
        join = query.alias_map[alias]
        steps.append((join.table_name, str(getattr(join, "join_cols", ""))))
        alias = join.parent_alias
    return steps


def watch():
    split, trim, process = Query.split_exclude, Query.trim_start, IExact.process_rhs

    def split_exclude(query, filter_expr, can_reuse, names_with_path):
        watched = Aliases(can_reuse, query)

        def trim_start(inner, names):
            result = trim(inner, names)
            watched.inner = inner
            return result

        Query.trim_start = trim_start
        try:
            return split(query, filter_expr, watched, names_with_path)
        finally:
            Query.trim_start = trim
            can_reuse.update(watched)

    def process_rhs(lookup, compiler, connection):
        if not lookup.rhs_is_direct_value() and not isinstance(lookup, UUIDTextMixin):
            raise DjangoMistake("iexact")
        return process(lookup, compiler, connection)

    update, order = JoinPromoter.update_join_types, SQLCompiler.get_order_by

    def update_join_types(promoter, query):
        if promoter.connector == "XOR":
            for alias, votes in promoter.votes.items():
                join = query.alias_map[alias]
                may_lack = getattr(join, "nullable", False)
                if join.join_type == INNER and may_lack and (promoter.negated or votes < promoter.num_children):
                    raise DjangoMistake("xor")
        return update(promoter, query)

    def get_order_by(compiler):
        try:
            return order(compiler)
        except EmptyResultSet:
            raise DjangoMistake("order") from None

    Query.split_exclude, IExact.process_rhs = split_exclude, process_rhs
    JoinPromoter.update_join_types, SQLCompiler.get_order_by = update_join_types, get_order_by
