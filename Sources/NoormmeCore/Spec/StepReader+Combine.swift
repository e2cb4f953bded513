import NoormmeJSON
import NoormmeSQL
import NoormmeText

extension StepReader {
    /// union(), intersection(), difference()
    func combine() throws(NoormmeError) -> Query {
        guard let list = arguments.first, list.kind == .array else {
            throw step.error(.malformedSpec, "The step takes an array of specs.")
        }
        var isAll = false
        if arguments.count > 1 {
            try arguments[1].checkKeys(["all"])
            isAll = arguments[1].member("all")?.bool ?? false
        }
        var operands = [query]
        for item in list.elements {
            operands.append(try QueryReader.query(item, context: query.context, outer: query.outer))
        }
        let result = Query(context: query.context, model: query.model, outer: query.outer)
        result.usesDefaultOrdering = false
        result.hasValues = query.hasValues
        result.rowForm = query.rowForm
        result.prefetches = query.prefetches
        query.prefetches = []
        result.combinator =
            name == "union" ? (isAll ? .unionAll : .union) : name == "intersection" ? .intersect : .except
        if query.isEmpty && query.combinator == nil && name == "union" {
            // none().union(a, b) is the union of the others.
            operands.removeFirst()
            let left = operands.filter { !$0.isEmpty }
            if left.isEmpty { return query }
            if left.count == 1 {
                left[0].clearOrdering()
                return left[0]
            }
            operands = left
        }
        result.combined = operands
        // All operands give the columns the first one gives.
        let first = operands[0]
        if first.hasValues, first.combinator == nil {
            for operand in operands.dropFirst() where !operand.hasValues && operand.combinator == nil {
                try operand.setValues(first.selectedNames, step)
            }
        }
        return result
    }

    /// `&`, `|`, `^` of two query sets
    func merge() throws(NoormmeError) -> Query {
        guard let item = arguments.first else { throw step.error(.malformedSpec, "The step takes a spec.") }
        let other = try QueryReader.query(item, context: query.context, outer: query.outer)
        if other.combinator != nil {
            throw operatorOnCombined()
        }
        guard other.model === query.model else {
            throw step.error(.typeError, "Cannot combine queries on two different base models.")
        }
        if query.hasValues, !query.selectsNoMore(than: other) || !other.selectsNoMore(than: query) {
            throw step.error(.typeError, "Merging 'QuerySet' classes must involve the same values in each case.")
        }
        let connector: Condition.Connector = name == "and" ? .and : name == "or" ? .or : .xor
        if query.isEmpty || other.isEmpty {
            if connector == .and { return query.isEmpty ? query : other }
            return query.isEmpty ? other : query
        }
        if connector != .and {
            try wrapSliced(query)
            try wrapSliced(other)
        } else if query.isSliced || other.isSliced {
            throw step.error(.typeError, "Cannot combine queries once a slice has been taken.")
        }
        guard query.isDistinct == other.isDistinct else {
            throw step.error(.typeError, "Cannot combine a unique query with a non-unique query.")
        }
        query.merge(other, connector)
        return query
    }

    func operatorOnCombined() -> NoormmeError {
        let sign: Text = name == "and" ? "&" : name == "or" ? "|" : "^"
        return step.error(.typeError, "Cannot use " + sign + " operator with combined queryset.")
    }

    /// A sliced operand of `|` and `^` stands for its keys.
    private func wrapSliced(_ operand: Query) throws(NoormmeError) {
        guard operand.isSliced else { return }
        let keys = try operand.primaryKey(of: operand.model)
        guard keys.count == 1 else {
            throw step.error(.typeError, "Cannot combine queries once a slice has been taken.")
        }
        let inner = Query(context: operand.context, model: operand.model, outer: operand.outer)
        inner.take(operand)
        operand.reset()
        let select = try inner.subselect()
        operand.conditions = [.inSelect(operand.base.column(keys[0]), select)]
    }
}

extension Query {
    /// Names of what values() selected, in order.
    var selectedNames: [Text] {
        var names: [Text] = []
        for item in selectedOrder ?? [] {
            switch item {
            case .annotation(let name): names.append(name)
            case .column(let index): if let selection { names.append(selection[index].name) }
            }
        }
        return names
    }

    /// Whether every column and annotation selected here is selected there.
    func selectsNoMore(than other: Query) -> Bool {
        for column in selection ?? [] {
            var isThere = false
            for known in other.selection ?? [] where known.name == column.name { isThere = true }
            if !isThere { return false }
        }
        for annotation in annotations where annotation.isSelected {
            guard let known = other.annotation(annotation.name), known.isSelected else { return false }
        }
        return true
    }

    /// Moves the whole state of another query of the same model here.
    func take(_ other: Query) {
        joins = other.joins
        baseAlone = []
        conditions = other.conditions
        annotations = other.annotations
        selection = other.selection
        selectedOrder = other.selectedOrder
        grouping = other.grouping
        ordering = other.ordering
        usesDefaultOrdering = other.usesDefaultOrdering
        isReversed = other.isReversed
        isDistinct = other.isDistinct
        lowMark = other.lowMark
        highMark = other.highMark
        filteredRelations = other.filteredRelations
        havingColumns = other.havingColumns
        isMerged = other.isMerged
    }

    func reset() {
        joins = []
        baseAlone = []
        conditions = []
        annotations = []
        selection = nil
        selectedOrder = nil
        grouping = .none
        ordering = []
        isDistinct = false
        lowMark = 0
        highMark = nil
        havingColumns = []
        isMerged = false
    }

    /// Django's Query.combine: the other query's joins are made here (shared under OR, made anew under AND,
    /// since one related row need not meet both sides), and its conditions follow them.
    func merge(_ other: Query, _ connector: Condition.Connector) {
        let ownBase = base
        let reuse = JoinSet(connector == .and ? [] : joins)
        var promoter = JoinPromoter(connector, children: 2, isNegated: false)
        promoter.add(joins.filter { $0.source.kind == .inner })
        var map: [(from: Join, to: Join)] = [(other.base, ownBase)]
        var votes: [Join] = []
        for join in other.joins where join.parent != nil {
            guard let step = join.step, let parent = map.first(where: { $0.from === join.parent })?.to else { continue }
            let target = adopt(join, step, parent, reuse)
            if join.source.kind == .inner { votes.append(target) }
            reuse.remove(target)
            map.append((join, target))
        }
        promoter.add(votes)
        _ = promoter.apply(to: self)
        let relabel: (SQLExpression) -> SQLExpression? = { (part) in
            guard case .column(let source, let name) = part else { return nil }
            for pair in map where pair.from.source == source { return .column(pair.to.source, name) }
            return nil
        }
        var moved: [SQLExpression] = []
        for condition in other.conditions {
            condition.replaceInSubqueries(relabel)
            moved.append(condition.replacing(relabel))
        }
        isMerged = isMerged || other.isMerged || connector != .and
        for column in other.havingColumns { havingColumns.append(column.replacing(relabel)) }
        // A side without conditions matches everything, which is what it then says under OR and XOR too.
        let left = SQLExpression.all(conditions)
        let right = SQLExpression.all(moved)
        switch connector {
        case .and: conditions = [.all([left, right])]
        case .or: conditions = [.any([left, right])]
        case .xor: conditions = [exclusiveOr([left, right])]
        }
        if !other.ordering.isEmpty { ordering = other.ordering }
        for annotation in other.annotations where self.annotation(annotation.name) == nil {
            annotation.value.sql.replaceInSubqueries(relabel)
            var value = annotation.value
            value.sql = value.sql.replacing(relabel)
            value.column = nil
            annotations.append(Annotation(name: annotation.name, value: value, isSelected: annotation.isSelected))
        }
    }

    private func adopt(_ other: Join, _ step: PathStep, _ parent: Join, _ reuse: JoinSet) -> Join {
        var found: Join?
        for known in joins where known.matches(parent: parent, step: step) && reuse.contains(known) { found = known }
        if let found {
            if other.references > 0 { found.references += 1 }
            return found
        }
        let source = TableSource(
            table: step.target.table, kind: parent.isLeft || other.isNullable ? .left : .inner)
        context.note(source)
        let join = Join(
            source: source, model: step.target, parent: parent, step: step, isNullable: other.isNullable)
        join.references = other.references > 0 ? 1 : 0
        source.on = join.equality
        if !other.filter.isAlways {
            let oldSource = other.source
            join.filter = other.filter.replacing { (part) in
                guard case .column(oldSource, let name) = part else { return nil }
                return .column(source, name)
            }
            source.on = .all([source.on, join.filter])
        }
        joins.append(join)
        return join
    }
}
