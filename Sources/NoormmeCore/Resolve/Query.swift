import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// The state that the steps of a request build up, in Django's order and with Django's meaning:
/// joins, conditions, annotations, grouping, ordering, limits. `select()` turns it into a statement.
///
/// A query lives for one compilation and belongs to the thread that compiles. Nothing holds on to a property while
/// something else happens, so none is watched for overlapping accesses, which would cost a tenth of a compilation.
final class Query {
    let context: CompileContext
    let model: Model
    /// The query this one is nested in; `OuterRef` resolves there.
    let outer: Query?
    var schema: Schema { context.schema }

    // Joins, the query's own table first.
    @exclusivity(unchecked) var joins: [Join] = []
    /// The query's own table as the joins of a path that leads nowhere else; empty until there is one.
    @exclusivity(unchecked) var baseAlone: [Join] = []
    /// To-many joins that the conditions of the current filter() may share.
    @exclusivity(unchecked) var usedJoins = JoinSet()
    @exclusivity(unchecked) var isSticky = false
    @exclusivity(unchecked) var filteredRelations: [FilteredRelation] = []
    /// The joins of the path of the last condition built.
    @exclusivity(unchecked) var lookupJoins: [Join] = []
    /// Something here refers to a column of an outer query over relations.
    @exclusivity(unchecked) var refersOverRelation = false
    /// While a condition is built in a query that aggregates: what its lookups speak of.
    @exclusivity(unchecked) var witnesses: [SQLExpression]?
    /// The left side of the last lookup built meanwhile.
    @exclusivity(unchecked) var witnessedLeft: SQLExpression?
    /// While the arguments of aggregate() are read: what their lookups compare, even if a condition folds.
    @exclusivity(unchecked) var compared: [SQLExpression]?
    /// What conditions on aggregates speak of besides: rows are grouped by it.
    @exclusivity(unchecked) var havingColumns: [SQLExpression] = []
    /// There are conditions whose parts were not witnessed: those of another query set.
    @exclusivity(unchecked) var isMerged = false
    /// To-many joins of the outer query that references from here may share.
    @exclusivity(unchecked) var outerReuse: JoinSet?

    // Conditions, ANDed.
    @exclusivity(unchecked) var conditions: [SQLExpression] = []

    // What is selected.
    @exclusivity(unchecked) var annotations: [Annotation] = []
    /// Columns of values(); nil when the model's own columns are selected.
    @exclusivity(unchecked) var selection: [SelectedColumn]?
    /// The order values() asked for; nil for columns then annotations.
    @exclusivity(unchecked) var selectedOrder: [SelectedItem]?
    @exclusivity(unchecked) var rowForm = RowForm.object
    /// values_list(named=True): rows are arrays whose elements the caller names.
    @exclusivity(unchecked) var isNamed = false
    @exclusivity(unchecked) var deferred = DeferredColumns()
    @exclusivity(unchecked) var related: RelatedTree?
    @exclusivity(unchecked) var prefetches: [PrefetchRequest] = []

    @exclusivity(unchecked) var grouping = Grouping.none
    @exclusivity(unchecked) var ordering: [OrderRequest] = []
    @exclusivity(unchecked) var usesDefaultOrdering = true
    @exclusivity(unchecked) var isReversed = false
    @exclusivity(unchecked) var isDistinct = false
    @exclusivity(unchecked) var lowMark: Int64 = 0
    @exclusivity(unchecked) var highMark: Int64?
    @exclusivity(unchecked) var isEmpty = false
    /// values() or values_list() was called.
    @exclusivity(unchecked) var hasValues = false
    /// What they named; an annotation may have none of these names.
    var valueNames: [Text] = []

    /// The related manager the query set started from.
    @exclusivity(unchecked) var manager: ManagerContext?

    // Compound queries.
    @exclusivity(unchecked) var combined: [Query] = []
    /// How many of the conditions are the model's default scope.
    var scopeConditions = 0
    /// An operand whose values() were said of the compound query: it may select more than they name.
    var hasInheritedValues = false
    /// While the condition of a filtered relation is resolved: the path that means the relation, and its name.
    var renaming: (path: Text, name: Text)?
    @exclusivity(unchecked) var combinator: CompoundOperator?

    init(context: CompileContext, model: Model, outer: Query?) {
        self.context = context
        self.model = model
        self.outer = outer
        context.note(model)
    }

    var isSliced: Bool { lowMark != 0 || highMark != nil }

    /// The query's own table, joined on first need.
    var base: Join {
        if let first = joins.first { return first }
        let join = Join(
            source: TableSource(table: model.table), model: model, parent: nil, step: nil, isNullable: false)
        join.references = 1
        joins.reserveCapacity(4)
        joins.append(join)
        return join
    }

    func annotation(_ name: Text) -> Annotation? {
        for annotation in annotations where annotation.name == name { return annotation }
        return nil
    }

    /// What is selected must have a type to be read by.
    func requireTypes() throws(NoormmeError) {
        for annotation in annotations where annotation.isSelected { try annotation.value.requireType() }
        for operand in combined { try operand.requireTypes() }
    }

    func annotationIndex(_ name: Text) -> Int? {
        for (index, annotation) in annotations.enumerated() where annotation.name == name { return index }
        return nil
    }

    /// Django's rule for names in SQL, kept although names are quoted here: what it refuses is refused.
    func checkAlias(_ name: Text) throws(NoormmeError) {
        guard !AliasRule.allows(name) else { return }
        throw NoormmeError(
            .valueError,
            "Column aliases cannot contain whitespace characters, hashes, control characters, quotation marks, semicolons, or SQL comments.",
            field: name)
    }
}

struct Annotation {
    let name: Text
    var value: Resolved
    /// alias() and values() keep annotations without selecting them.
    var isSelected: Bool
}

struct SelectedColumn {
    var name: Text
    var value: Resolved
}

enum SelectedItem {
    case annotation(Text)
    case column(Int)
}

enum RowForm { case object, array, flat }

enum Grouping {
    case none
    /// By the model's own columns.
    case model
    case list([GroupItem])
}

enum GroupItem {
    case annotation(Text)
    case expression(SQLExpression)
}

enum OrderRequest {
    /// `name`, `-name`; the value is for the path of errors.
    case name(Text, JSONValue?)
    case random
    case expression(JSONValue)
    case resolved(OrderTerm)
}

struct DeferredColumns {
    enum Mode { case none, only, except }
    var mode = Mode.none
    var names: [Text] = []
}

/// `select_related`: a tree of relation names.
final class RelatedTree {
    var children: [(name: Text, tree: RelatedTree)] = []

    func child(_ name: Text) -> RelatedTree {
        for child in children where child.name == name { return child.tree }
        let tree = RelatedTree()
        children.append((name, tree))
        return tree
    }
}

struct PrefetchRequest {
    let path: [Text]
    let query: JSONValue?
    let attribute: Text
    let source: JSONValue?

    /// What is left for the related rows.
    var withoutFirst: PrefetchRequest {
        PrefetchRequest(path: [Text](path.dropFirst()), query: query, attribute: attribute, source: source)
    }
}
