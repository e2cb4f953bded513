"""Places where Django gives wrong rows: nobody should follow it there, so such a spec is refused.

* A negated condition over a relation looks by alias, which is a name, whether the same filter() has joined
  the relation already. Another relation to the same table may have got that name, and the subquery is then
  tied to the wrong row; or the relation has got another, and the subquery is tied to no row of it.
* `iexact` with an expression does not escape `%` and `_`, which are then wildcards.
* XOR keeps the INNER joins that its operands made, and rows without a counterpart are lost; so does a condition
  that is annotated. XOR of nothing is a TypeError.
* None in a list that has an expression beside it stays a NULL in it, so that whatever is not in the list is neither in
  it nor not in it.
* `isnull` with a condition that begins with NOT asks whether what stands behind the NOT is not NULL; with a
  condition known to be true or false, it is that condition.
* An order by a subquery that is known to be empty empties the query.
* So does an aggregate whose `filter` is known to be false, over a subquery or in a condition; over a window it is 0.
* So does a filtered relation whose condition is known to be false, although its join is a LEFT JOIN: rows that
  have no such relation are lost.
* Rows prefetched over a many-to-many relation are told apart by the joining table's name, although a query set
  that speaks of the relation itself has joined that table twice.
* The text a JSON key leads to is read as JSON once more: `"1"` becomes 1.
* An ISO year outside 1 to 9999 is refused, although nothing but a number is compared.
* A JSON column in JSONObject or JSONArray becomes the text of its JSON.
* Beside a condition on a window that is not selected, a column selected under two names comes once, and is missed.
* `exists()` has the operands of a UNION give a 1 for each row, of which one is left: beyond the first there seems to
  be none.
* `update_or_create` that changes the key leaves the row it found as it was, and writes another.
"""

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db.models.aggregates import Aggregate
from django.db.models.expressions import Col, ExpressionList, Value, Window
from django.db.models.fields.json import JSONField, KeyTransform
from django.db.models.functions import JSONArray, JSONObject
from django.db.models.lookups import IExact, In, IsNull, UUIDTextMixin, YearLookup
from django.db.models.query import QuerySet
from django.db.models.query_utils import Q
from django.db.models.sql.compiler import SQLAggregateCompiler, SQLCompiler
from django.db.models.sql.constants import INNER, LOUTER
from django.db.models.sql.datastructures import Join
from django.db.models.sql.query import JoinPromoter, Query
from django.db.models.sql.where import WhereNode


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
        if inner is not None:
            way = path(inner, alias)
            shared = any(path(self.outer, other) == way for other in self if other in self.outer.alias_map)
            if found != shared or found and path(self.outer, alias) != way:
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

    watch_exclusive_or()
    watch_aggregates()
    watch_prefetches()
    watch_json()
    watch_keys()
    watch_unions()
    watch_windows()
    watch_null_tests()
    watch_lists()
    watch_years()
    order = SQLCompiler.get_order_by

    def get_order_by(compiler):
        try:
            return order(compiler)
        except EmptyResultSet:
            raise DjangoMistake("order") from None

    joined = Join.as_sql

    def as_sql(join, compiler, connection):
        try:
            return joined(join, compiler, connection)
        except EmptyResultSet:
            if join.join_type == LOUTER:
                raise DjangoMistake("filtered relation") from None
            raise

    Join.as_sql = as_sql
    Query.split_exclude, IExact.process_rhs = split_exclude, process_rhs
    SQLCompiler.get_order_by = get_order_by


def watch_exclusive_or():
    add, update, before = Query._add_q, JoinPromoter.update_join_types, []

    def is_inner(join):
        return getattr(join, "join_type", None) == INNER and getattr(join, "nullable", False)

    def add_q(query, *positional, **keywords):
        condition = positional[0]
        is_plain = condition.connector == "AND" and not condition.negated and (not before or before[-1][1])
        before.append(({alias for alias, join in query.alias_map.items() if is_inner(join)}, is_plain))
        try:
            return add(query, *positional, **keywords)
        finally:
            before.pop()

    def update_join_types(promoter, query):
        if promoter.connector == "XOR":
            for alias, join in query.alias_map.items():
                everywhere = promoter.votes[alias] == promoter.num_children and not promoter.negated
                # What the sum needs, an OR or a NOT around it may do without.
                needed = everywhere and (len(before) < 2 or before[-2][1])
                if is_inner(join) and not needed and not (before and alias in before[-1][0]):
                    raise DjangoMistake("xor")
        needed = update(promoter, query)
        if promoter.connector == "XOR" and promoter.negated:
            # What is said to need a join is true without it, too.
            for alias in needed:
                if getattr(query.alias_map[alias], "nullable", False) and not (before and alias in before[-1][0]):
                    raise DjangoMistake("xor")
        return needed

    Query._add_q, JoinPromoter.update_join_types = add_q, update_join_types
    resolve = Q.resolve_expression

    def resolve_expression(condition, query=None, *positional, **keywords):
        had = {alias for alias, join in query.alias_map.items() if is_inner(join)}
        resolved = resolve(condition, query, *positional, **keywords)
        if {alias for alias, join in query.alias_map.items() if is_inner(join)} - had:
            raise DjangoMistake("annotated condition")
        return resolved

    Q.resolve_expression = resolve_expression


def watch_aggregates():
    write = SQLAggregateCompiler.as_sql

    def as_sql(compiler):
        for annotation in compiler.query.annotation_select.values():
            try:
                compiler.compile(annotation)
            except EmptyResultSet:
                raise DjangoMistake("aggregate") from None
        return write(compiler)

    SQLAggregateCompiler.as_sql = as_sql
    condition, aggregate, depth = WhereNode.as_sql, Aggregate.as_sql, [0]

    def condition_sql(node, compiler, connection):
        if node.connector == "XOR" and not node.children:
            raise DjangoMistake("xor of nothing")
        depth[0] += 1
        try:
            return condition(node, compiler, connection)
        finally:
            depth[0] -= 1

    def aggregate_sql(expression, compiler, connection, **context):
        try:
            return aggregate(expression, compiler, connection, **context)
        except EmptyResultSet:
            if depth[0]:
                raise DjangoMistake("aggregate") from None
            raise

    WhereNode.as_sql, Aggregate.as_sql = condition_sql, aggregate_sql
    window = Window.as_sql

    def window_sql(expression, *positional, **keywords):
        try:
            return window(expression, *positional, **keywords)
        except EmptyResultSet:
            raise DjangoMistake("window") from None

    Window.as_sql = window_sql


def watch_json():
    read = JSONField.from_db_value

    def from_db_value(field, value, expression, connection):
        found = read(field, value, expression, connection)
        if isinstance(expression, KeyTransform) and isinstance(value, str) and isinstance(found, (int, float)):
            if not isinstance(found, bool):
                raise DjangoMistake("json")
        return found

    JSONField.from_db_value = from_db_value
    for function in (JSONArray, JSONObject):
        function.as_sqlite = nested(function.as_sqlite)


def nested(write):
    def as_sql(function, *positional, **keywords):
        for argument in function.get_source_expressions():
            if isinstance(argument, Col) and isinstance(argument.output_field, JSONField):
                raise DjangoMistake("nested JSON")
        return write(function, *positional, **keywords)

    return as_sql


def watch_null_tests():
    write = IsNull.process_lhs

    def process_lhs(lookup, *positional, **keywords):
        try:
            sql, params = write(lookup, *positional, **keywords)
        except (EmptyResultSet, FullResultSet):
            raise DjangoMistake("isnull") from None
        if sql.startswith("NOT "):
            raise DjangoMistake("isnull")
        return sql, params

    IsNull.process_lhs = process_lhs


def watch_lists():
    process = In.process_rhs

    def process_rhs(lookup, *positional):
        if isinstance(lookup.rhs, ExpressionList):
            for element in lookup.rhs.get_source_expressions():
                if isinstance(element, Value) and element.value is None:
                    raise DjangoMistake("in")
        return process(lookup, *positional)

    In.process_rhs = process_rhs


def watch_years():
    bounds = YearLookup.year_lookup_bounds

    def year_lookup_bounds(lookup, *positional):
        try:
            return bounds(lookup, *positional)
        except ValueError:
            if lookup.lhs.lookup_name == "iso_year":
                raise DjangoMistake("year") from None
            raise

    YearLookup.year_lookup_bounds = year_lookup_bounds


def watch_windows():
    write = SQLCompiler.get_qualify_sql

    def get_qualify_sql(compiler):
        result, parameters = write(compiler)
        selected = [expression for expression, _, _ in compiler.get_select(with_col_aliases=True)[0]]
        if any('"qualify_mask"' in part for part in result) and len(set(selected)) < len(selected):
            raise DjangoMistake("window")
        return result, parameters

    SQLCompiler.get_qualify_sql = get_qualify_sql


def watch_unions():
    exists = Query.exists

    def any_rows(query, *positional, **keywords):
        if query.combinator == "union" and not query.combinator_all and query.low_mark:
            raise DjangoMistake("union")
        return exists(query, *positional, **keywords)

    Query.exists = any_rows


def watch_keys():
    update = QuerySet.update_or_create

    def update_or_create(rows, defaults=None, create_defaults=None, **conditions):
        row, is_created = update(rows, defaults, create_defaults, **conditions)
        key = rows.model._meta.pk
        if not is_created and {"pk", key.name, key.attname} & set(defaults or {}):
            raise DjangoMistake("key")
        return row, is_created

    QuerySet.update_or_create = update_or_create


def watch_prefetches():
    extra = QuerySet.extra

    def told_apart(rows, select=None, **keywords):
        if any(name.startswith("_prefetch_related_val_") for name in select or ()):
            for sql in select.values():
                table = sql.strip("()").split(".")[0].strip('"')
                if len([alias for alias in rows.query.table_map.get(table, ()) if rows.query.alias_refcount[alias]]) > 1:
                    raise DjangoMistake("prefetch")
        return extra(rows, select=select, **keywords)

    QuerySet.extra = told_apart
