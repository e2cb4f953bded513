import NoormmeSQL
import NoormmeText

// An inherited column is in a parent's table, which is joined for it. Lookup paths walk there (`namePath`); what takes
// columns by their position comes here.
extension Query {
    /// A column of a joined model, wherever it is.
    func sql(_ index: Int32, of join: Join) -> SQLExpression {
        if join.model.columns[Int(index)].inherited == nil { return join.column(index) }
        let (join, index) = holder(of: index, join)
        return join.column(index)
    }

    /// The join that has a column, and the column there.
    func holder(of index: Int32, _ join: Join) -> (join: Join, index: Int32) {
        var join = join
        var index = index
        while let inherited = join.model.columns[Int(index)].inherited {
            join = parent(over: inherited.link, of: join)
            index = inherited.column
        }
        return (join, index)
    }

    /// The table of a parent, joined once.
    private func parent(over link: Int32, of join: Join) -> Join {
        let step = schema.steps[Int(join.model.index)][Int(link)][0]
        if let parent = joinedParent(over: link, of: join) {
            parent.references += 1
            return parent
        }
        for known in joins where known.matches(parent: join, step: step) {
            known.references += 1
            return known
        }
        return newJoin(step, from: join)
    }

    /// The parent's table when a child was joined from it.
    func joinedParent(over link: Int32, of join: Join) -> Join? {
        let step = schema.steps[Int(join.model.index)][Int(link)][0]
        guard let parent = join.parent, let down = join.step, !down.isDirect, down.filtered == nil,
            parent.model.table == step.target.table, down.sourceColumns == step.targetColumns,
            down.targetColumns == step.sourceColumns
        else { return nil }
        return parent
    }

    // MARK: - Rows of an ancestor

    /// Columns of the ancestor's row that each row of the query is: those of links where they repeat them.
    func columns(_ columns: [Int32], of ancestor: Model) throws(NoormmeError) -> [SQLExpression] {
        var path = NamePath(model: ancestor)
        path.steps = steps(to: ancestor, from: model) ?? []
        path.columns = columns
        let found = trim(try join(path, reuse: nil))
        return found.columns.map { found.join.column($0) }
    }

    /// The links that lead to an ancestor's table; none when it is the model's own, nil when there is no way.
    private func steps(to ancestor: Model, from model: Model) -> [PathStep]? {
        if model.table == ancestor.table { return [] }
        for link in model.parentLinks {
            let step = schema.steps[Int(model.index)][Int(link)][0]
            if let rest = steps(to: ancestor, from: step.target) { return [step] + rest }
        }
        return nil
    }

    /// The ancestor's table, joined.
    func join(to ancestor: Model) throws(NoormmeError) -> Join {
        var path = NamePath(model: ancestor)
        path.steps = steps(to: ancestor, from: model) ?? []
        return try join(path, reuse: nil).joins.last ?? base
    }

    /// Joins the parents whose columns raw SQL, in small letters, seems to name.
    func joinParents(namedIn text: Text) {
        for (index, column) in model.columns.enumerated() where column.inherited != nil {
            let name = column.column.asciiLowercased.bytes
            var start = 0
            while start + name.count <= text.count {
                if text.bytes[start..<start + name.count].elementsEqual(name) {
                    _ = sql(Int32(index), of: base)
                    break
                }
                start += 1
            }
        }
    }
}
