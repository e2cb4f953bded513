import NoormmeJSON
import NoormmeSQL
import NoormmeText

extension StepReader {
    func annotate(selects: Bool) throws(NoormmeError) {
        var groups = false
        for argument in arguments {
            if argument.tag != nil {
                let alias = try query.defaultAlias(argument)
                for other in arguments where other.tag == nil && other.member(named: alias) != nil {
                    throw argument.error(
                        .valueError,
                        "The named annotation '" + alias + "' conflicts with the default name for another annotation.")
                }
                if try add(alias, argument, selects, isGiven: false) { groups = true }
                continue
            }
            guard argument.kind == .object else {
                throw argument.error(.typeError, "Annotations are objects {alias: expression}.")
            }
            for member in argument.members {
                if try add(member.key.text, member.value, selects) { groups = true }
            }
        }
        guard groups else { return }
        if query.hasValues {
            query.groupBySelection()
        } else {
            query.grouping = .model
        }
    }

    /// Adds one annotation; whether it aggregates.
    ///
    /// - Parameter isGiven: the request chose the alias; a default one repeats a column's name, whatever that is.
    private func add(
        _ alias: Text, _ value: JSONValue, _ selects: Bool, isGiven: Bool = true
    ) throws(NoormmeError) -> Bool {
        if let tag = value.tag, tag == "$filtered" {
            try addFiltered(alias, value)
            return false
        }
        if !query.hasValues {
            let model = query.model
            if model.column(alias) != nil || model.relation(alias) != nil || model.relation(accessor: alias) != nil {
                throw value.error(
                    .valueError, "The annotation '" + alias + "' conflicts with a field on the model.")
            }
        } else if query.valueNames.contains(alias) {
            throw value.error(.valueError, "The annotation '" + alias + "' conflicts with a field on the model.")
        }
        if isGiven { try query.checkAlias(alias) }
        var resolved = try query.expression(value, ExpressionScope())
        resolved.reference = nil
        if resolved.literal != nil { resolved.literal = nil }
        query.setAnnotation(alias, resolved, isSelected: selects)
        return resolved.sql.containsAggregate
    }

    private func addFiltered(_ alias: Text, _ value: JSONValue) throws(NoormmeError) {
        try value.checkKeys(["$filtered", "where"])
        try query.checkAlias(alias)
        guard let relation = value.member("$filtered"), relation.kind == .string, !relation.text.isEmpty else {
            throw value.error(.valueError, "relation_name cannot be empty.")
        }
        if alias.firstIndex(of: ".") != nil {
            throw value.error(.valueError, "FilteredRelation doesn't support aliases with periods.")
        }
        let path = relation.text.split(on: "__")
        let found = try query.namePath(path, from: query.model)
        if found.path.consumed < path.count {
            throw value.error(.valueError, "FilteredRelation's relation_name cannot contain lookups.")
        }
        guard found.path.relation != nil else {
            throw value.error(.fieldError, query.notARelation(path, query.model))
        }
        var condition = Condition.group(.and, isNegated: false, [])
        if let filter = value.member("where") {
            if filter.holdsQuery {
                throw filter.error(.valueError, "Passing a QuerySet within a FilteredRelation is not supported.")
            }
            condition = try Condition.read(filter)
        }
        var names: [Text] = []
        condition.collectNames(into: &names)
        value.member("where")?.collectReferences(into: &names)
        for name in names {
            let parts = name.split(on: "__")
            let inner = try query.namePath(parts, from: query.model).path
            let depth = inner.consumed - (inner.consumed == parts.count ? 2 : 1)
            for (index, part) in parts.prefix(max(0, depth)).enumerated() where index < path.count {
                if path[index] != part {
                    throw value.error(
                        .valueError, "FilteredRelation's condition doesn't support relations outside its own.")
                }
            }
            if inner.consumed > path.count + 1 {
                throw value.error(
                    .valueError,
                    "FilteredRelation's condition doesn't support nested relations deeper than the relation_name.")
            }
        }
        query.filteredRelations.append(FilteredRelation(name: alias, relationPath: path, condition: condition))
    }

    func values(form: RowForm) throws(NoormmeError) {
        var items: [JSONValue] = []
        if let list = arguments.first, !list.isNull {
            guard list.kind == .array else { throw list.error(.malformedSpec, "values takes an array.") }
            for item in list.elements { items.append(item) }
        }
        var names: [Text] = []
        var aggregates = false
        for item in items {
            switch item.kind {
            case .string: names.append(item.text)
            case .object:
                if item.tag != nil {
                    let alias = try expressionAlias(item, names)
                    if try add(alias, item, true) { aggregates = true }
                    names.append(alias)
                    continue
                }
                for member in item.members {
                    if try add(member.key.text, member.value, true) { aggregates = true }
                    names.append(member.key.text)
                }
            default: throw item.error(.typeError, "A field's name must be text.")
            }
        }
        if aggregates {
            if query.hasValues { query.groupBySelection() } else { query.grouping = .model }
        }
        query.rowForm = form
        try query.setValues(form == .object ? once(names) : names, step)
    }

    /// An object has a name once, whatever is asked for twice: a column, and the expression that stands for it.
    private func once(_ names: [Text]) -> [Text] {
        var known: [Text] = []
        for name in names where !known.contains(name) { known.append(name) }
        return known
    }

    /// The name of an expression given without one in values_list(): its default alias, made unique.
    private func expressionAlias(_ item: JSONValue, _ names: [Text]) throws(NoormmeError) -> Text {
        var base: Text = "expr"
        do throws(NoormmeError) {
            base = try query.defaultAlias(item)
        } catch {}
        var alias = base
        var number: Int64 = 1
        while names.contains(alias) || query.annotation(alias) != nil || query.model.column(alias) != nil {
            alias = base + Text(number)
            number += 1
        }
        return alias
    }

    func valuesList() throws(NoormmeError) {
        var isFlat = false
        if arguments.count > 1 {
            try arguments[1].checkKeys(["flat", "named"])
            isFlat = arguments[1].member("flat")?.bool ?? false
            query.isNamed = arguments[1].member("named")?.bool ?? false
            if isFlat, query.isNamed {
                throw step.error(.typeError, "'flat' and 'named' can't be used together.")
            }
        }
        if isFlat, (arguments.first?.count ?? 0) > 1 {
            throw step.error(
                .typeError, "'flat' is not valid when values_list is called with more than one field.")
        }
        try values(form: isFlat ? .flat : .array)
        if isFlat, query.selectedWidth != 1 {
            // Without a name a flat list has no single column to give: Django takes the first.
            if let selection = query.selection, let first = selection.first {
                query.selection = [first]
                query.selectedOrder = [.column(0)]
            }
        }
    }

    /// dates() and datetimes(): the distinct truncated values that are not NULL, in order.
    func dates(withTime: Bool) throws(NoormmeError) {
        guard arguments.count >= 2, arguments[0].kind == .string, arguments[1].kind == .string else {
            throw step.error(.malformedSpec, "The step takes a field and a kind.")
        }
        let kind = arguments[1].text
        guard let unit = TemporalUnit(kind), isKind(unit, withTime) else {
            throw arguments[1].error(
                .valueError,
                withTime
                    ? "'kind' must be one of 'year', 'month', 'week', 'day', 'hour', 'minute', or 'second'."
                    : "'kind' must be one of 'year', 'month', 'week', or 'day'.")
        }
        var isDescending = false
        if arguments.count > 2, !arguments[2].isNull {
            if arguments[2].stringEquals("DESC") {
                isDescending = true
            } else if !arguments[2].stringEquals("ASC") {
                throw arguments[2].error(.valueError, "'order' must be either 'ASC' or 'DESC'.")
            }
        }
        try refuseSliced("Cannot filter a query once a slice has been taken.")
        let zone: Text? = arguments.count > 3 && arguments[3].kind == .string ? arguments[3].text : nil
        let value = try query.named(arguments[0].text, arguments[0], ExpressionScope())
        let isDatetime = value.type == .datetime || value.type == .datetimeMilliseconds
        guard isDatetime || value.type == .date || value.type == .time else {
            throw arguments[0].error(
                .typeError, "'" + arguments[0].text + "' isn't a DateField, TimeField, or DateTimeField.")
        }
        guard withTime ? isDatetime : value.type != .time else {
            throw arguments[0].error(.valueError, "The field is not a date.")
        }
        guard var sql = query.truncate(unit, value, zone: zone) else {
            throw arguments[1].error(.valueError, "The field cannot be cut to this kind.")
        }
        if !withTime && isDatetime { sql = query.day(sql) }
        let result = Resolved(sql, withTime ? .datetime : .date)
        let name: Text = withTime ? "datetimefield" : "datefield"
        if query.valueNames.contains(name) {
            throw step.error(.valueError, "The annotation '" + name + "' conflicts with a field on the model.")
        }
        query.setAnnotation(name, result, isSelected: true)
        query.rowForm = .flat
        try query.setValues([name], step)
        query.isDistinct = true
        query.conditions.append(.isNotNull(value.sql))
        query.ordering = [.resolved(OrderTerm(sql, isDescending: isDescending))]
    }

    private func isKind(_ unit: TemporalUnit, _ withTime: Bool) -> Bool {
        switch unit {
        case .year, .month, .week, .day: true
        case .hour, .minute, .second: withTime
        default: false
        }
    }
}

extension Query {
    func setAnnotation(_ name: Text, _ value: Resolved, isSelected: Bool) {
        if let index = annotationIndex(name) {
            annotations[index].value = value
            annotations[index].isSelected = isSelected
        } else {
            annotations.append(Annotation(name: name, value: value, isSelected: isSelected))
        }
        if isSelected, selectedOrder != nil {
            var isKnown = false
            for case .annotation(let known) in selectedOrder ?? [] where known == name { isKnown = true }
            if !isKnown { selectedOrder?.append(.annotation(name)) }
        }
    }

    /// values(): what is selected from now on. Grouping decided before stays what it was.
    func setValues(_ names: [Text], _ step: JSONValue) throws(NoormmeError) {
        related = nil
        deferred = DeferredColumns()
        for operand in combined {
            if !operand.hasValues { operand.hasInheritedValues = true }
            try operand.setValues(names, step)
        }
        if combinator != nil {
            hasValues = true
            return
        }
        var kept: [Text] = []
        var items: [SelectedItem] = []
        var columns: [SelectedColumn] = []
        let wantsAll = names.isEmpty
        if wantsAll {
            for (index, column) in model.columns.enumerated() {
                columns.append(SelectedColumn(name: column.name, value: self.column(Int32(index), of: base)))
            }
        }
        for name in names {
            if let annotation = annotation(name) {
                guard annotation.isSelected else {
                    let anySelected = annotations.contains { $0.isSelected }
                    throw step.error(
                        .fieldError,
                        anySelected
                            ? "Cannot select the '" + name
                                + "' alias. It was excluded by a previous values() or values_list() call. Include '"
                                + name + "' in that call to select it."
                            : "Cannot select the '" + name + "' alias. Use annotate() to promote it.")
                }
                kept.append(name)
                items.append(.annotation(name))
                continue
            }
            var value: Resolved
            do throws(NoormmeError) {
                value = try reference(name)
            } catch {
                try checkAlias(name)
                throw error
            }
            // A column may be called anything; what is more than a column must look like a name.
            if value.column == nil || value.key != nil { try checkAlias(name) }
            value.reference = nil
            items.append(.column(columns.count))
            columns.append(SelectedColumn(name: name, value: value))
        }
        if !wantsAll {
            for index in annotations.indices where !kept.contains(annotations[index].name) {
                annotations[index].isSelected = false
            }
        }
        // Annotations that are selected no longer are not grouped by either.
        if case .model = grouping { freezeGrouping() }
        selection = columns
        selectedOrder = wantsAll ? nil : items
        valueNames = names
        hasValues = true
    }
}

extension JSONValue {
    /// The names that expressions within refer to.
    fileprivate func collectReferences(into names: inout [Text]) {
        switch kind {
        case .array: for element in elements { element.collectReferences(into: &names) }
        case .object:
            if isTaggedLiteral { return }
            if let tag, tag == "$f", let name = member("$f"), name.kind == .string { names.append(name.text) }
            for (key, value) in members {
                if key.equals("args"), tag != nil {
                    for argument in value.elements where argument.kind == .string { names.append(argument.text) }
                }
                value.collectReferences(into: &names)
            }
        default: break
        }
    }

    /// Whether a query set stands somewhere as the right side of a lookup.
    fileprivate var holdsQuery: Bool {
        switch kind {
        case .array:
            for element in elements where element.holdsQuery { return true }
        case .object:
            if isTaggedLiteral { return false }
            if let tag, tag == "$query" { return true }
            for member in members where member.value.holdsQuery { return true }
        default: break
        }
        return false
    }
}
