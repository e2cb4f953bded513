import NoormmeSQL
import NoormmeText

/// A path with its joins made.
struct JoinedPath {
    let steps: [PathStep]
    let columns: [Int32]
    /// The base first, then one per step.
    let joins: [Join]
}

extension Query {
    /// Joins the steps of a path. Forward joins are always shared; those that may meet several rows
    /// only with joins in `reuse` (nil: with any).
    func join(_ path: NamePath, from start: Join? = nil, reuse: JoinSet?) throws(NoormmeError) -> JoinedPath {
        var current = start ?? base
        if path.steps.isEmpty {
            if current === base {
                if baseAlone.isEmpty { baseAlone = [current] }
                return JoinedPath(steps: [], columns: path.columns, joins: baseAlone)
            }
            return JoinedPath(steps: [], columns: path.columns, joins: [current])
        }
        var joins: [Join] = []
        joins.reserveCapacity(path.steps.count + 1)
        joins.append(current)
        for step in path.steps {
            current = try join(step, from: current, reuse: step.isMany ? reuse : nil)
            joins.append(current)
            if step.filtered != nil { reuse?.insert(current) }
        }
        return JoinedPath(steps: path.steps, columns: path.columns, joins: joins)
    }

    /// A join is LEFT when it may have no counterpart or its parent is LEFT: a chain never narrows again.
    private func join(_ step: PathStep, from parent: Join, reuse: JoinSet?) throws(NoormmeError) -> Join {
        var found: Join?
        for known in joins where known.matches(parent: parent, step: step) {
            if let reuse, !reuse.contains(known) { continue }
            found = known
        }
        if let found {
            found.references += 1
            return found
        }
        if joins.count >= 62 { throw NoormmeError(.tooComplex, "The query joins more than 62 tables.") }
        let join = newJoin(step, from: parent)
        if let filtered = step.filtered {
            let scope = reuse.map { JoinSet($0.joins + [join]) }
            let before = joins.count
            join.filter = try resolveFilter(of: filtered, joined: join, reuse: scope)
            join.source.on = .all([join.equality, join.filter])
            // Joins the condition needed must stand before the one it belongs to.
            if joins.count > before {
                joins.removeAll { $0 === join }
                joins.append(join)
            }
        }
        return join
    }

    func newJoin(_ step: PathStep, from parent: Join) -> Join {
        context.note(step.target)
        let source = TableSource(
            table: step.target.table, kind: parent.isLeft || step.isNullable ? .left : .inner)
        context.note(source)
        let join = Join(source: source, model: step.target, parent: parent, step: step, isNullable: step.isNullable)
        join.references = 1
        joins.append(join)
        source.on = join.equality
        return join
    }

    /// Drops forward joins at the end of a path whose target columns the previous table already holds.
    func trim(_ joined: JoinedPath) -> (join: Join, columns: [Int32], joins: [Join]) {
        if joined.steps.isEmpty { return (joined.joins[0], joined.columns, joined.joins) }
        var joins = joined.joins
        var columns = joined.columns
        for step in joined.steps.reversed() {
            guard joins.count > 1, step.isDirect, step.filtered == nil else { break }
            var mapped: [Int32] = []
            for column in columns {
                guard let index = step.targetColumns.firstIndex(of: column) else { break }
                mapped.append(step.sourceColumns[index])
            }
            guard mapped.count == columns.count else { break }
            columns = mapped
            joins.removeLast().references -= 1
        }
        let last = joins[joins.count - 1]
        return (last, columns, joins)
    }

    /// Makes joins LEFT where they may have no counterpart, and those below them.
    func promote(_ list: [Join]) {
        var pending = list
        while !pending.isEmpty {
            let join = pending.removeFirst()
            guard let parent = join.parent, !join.isLeft, join.isNullable || parent.isLeft else { continue }
            join.source.kind = .left
            for other in joins where other.parent === join { pending.append(other) }
        }
    }

    /// Makes LEFT joins INNER.
    func demote(_ list: [Join]) {
        for join in list where join.isLeft { join.source.kind = .inner }
    }

    /// References counted now, to be compared with or restored to later.
    func referenceCounts() -> [(join: Join, count: Int32)] {
        joins.map { ($0, $0.references) }
    }

    /// Undoes the references made since `referenceCounts()`; joins made since become unused.
    func restore(_ counts: [(join: Join, count: Int32)]) {
        for join in joins {
            var before: Int32 = 0
            for known in counts where known.join === join { before = known.count }
            join.references = before
        }
    }

    /// Resolves a name to an expression: an annotation, a column over relations, or transforms of either.
    /// `F('name')`, values(), order_by() and the arguments of functions come here.
    func reference(
        _ name: Text, allowJoins: Bool = true, reuse: JoinSet? = nil, summarize: Bool = false,
        takesFirstColumn: Bool = false
    ) throws(NoormmeError) -> Resolved {
        if let annotation = annotation(name) {
            if !allowJoins { try refuseJoined(annotation.value.sql) }
            if summarize && !annotation.isSelected {
                throw NoormmeError(
                    .fieldError,
                    "Cannot aggregate over the '" + name + "' alias. Use annotate() to promote it.")
            }
            var value = annotation.value
            value.reference = name
            if summarize { value.column = nil }
            return value
        }
        let names = schema.names(in: name)
        if let annotation = annotation(names[0]) {
            var value = annotation.value
            for transform in names.dropFirst() { value = try transformed(value, transform, names) }
            return value
        }
        let found = try columnPath(names)
        let joined = try join(found.path, reuse: reuse)
        let trimmed = trim(joined)
        if !allowJoins && trimmed.joins.count > 1 {
            throw NoormmeError(.fieldError, "Joined field references are not permitted in this query")
        }
        guard trimmed.columns.count == 1 || takesFirstColumn else {
            throw NoormmeError(.fieldError, "Referencing multicolumn fields with F() objects isn't supported")
        }
        var value = column(trimmed.columns[0], of: trimmed.join)
        for transform in found.transforms {
            do throws(NoormmeError) {
                value = try transformed(value, transform, found.transforms)
            } catch {
                throw found.error ?? error
            }
        }
        if let reuse { for join in trimmed.joins { reuse.insert(join) } }
        return value
    }

    /// The longest prefix of `names` that is a path to columns; the rest are transforms.
    func columnPath(
        _ names: [Text], from start: Model? = nil
    ) throws(NoormmeError) -> (path: NamePath, transforms: [Text], error: NoormmeError?) {
        var failure: NoormmeError?
        for pivot in stride(from: names.count, to: 0, by: -1) {
            do throws(NoormmeError) {
                let path = pivot == names.count ? names : [Text](names[0..<pivot])
                let found = try namePath(path, from: start ?? model, failOnMissing: true)
                return (found.path, pivot == names.count ? [] : [Text](names[pivot...]), failure)
            } catch {
                if pivot == 1 { throw error }
                failure = error
            }
        }
        throw NoormmeError(.fieldError, "Empty field name.")
    }

    func column(_ index: Int32, of join: Join) -> Resolved {
        let (join, index) = holder(of: index, join)
        var value = Resolved(join.column(index), join.model.columns[Int(index)].type)
        value.column = ColumnOrigin(join: join, index: index)
        if value.type == .boolean { value.isCondition = true }
        return value
    }

    func refuseJoined(_ expression: SQLExpression) throws(NoormmeError) {
        var columns: [SQLExpression] = []
        expression.collectColumns(into: &columns)
        for case .column(let source, _) in columns {
            for join in joins where join.source == source && join.parent != nil {
                throw NoormmeError(.fieldError, "Joined field references are not permitted in this query")
            }
        }
    }
}
