import NoormmeSQL
import NoormmeText

/// A lookup name resolved against the schema: the relations it walks, the columns it ends at, and
/// the names that are left, which are transforms and a lookup.
struct NamePath {
    var steps: [PathStep] = []
    /// The model the columns belong to.
    var model: Model
    var columns: [Int32] = []
    /// The relation the last name was, when it was one.
    var relation: Relation?
    /// How many names were consumed.
    var consumed = 0

    init(model: Model) {
        self.model = model
    }
}

extension Query {
    /// Walks `names` from `model`. Stops at the first name that is neither a column nor a relation.
    /// With `failOnMissing` that is an error instead. A relation that may meet several rows ends the
    /// walk with `meetsMany` set when `allowMany` is false.
    func namePath(
        _ names: [Text], from start: Model, allowMany: Bool = true, failOnMissing: Bool = false
    ) throws(NoormmeError) -> (path: NamePath, meetsMany: Bool) {
        var path = NamePath(model: start)
        for (position, name) in names.enumerated() {
            let model = path.model
            var relation: Relation?
            var filtered: FilteredRelation?
            if name == "pk" && model.column(name) == nil {
                path.columns = try primaryKey(of: model)
                path.relation = nil
                path.consumed = position + 1
                try refuseRest(names, after: position, failOnMissing)
                return (path, false)
            }
            if let column = model.column(name) {
                if model.columns[Int(column)].inherited != nil {
                    follow(column, &path)
                } else {
                    path.columns = model.columnLists[Int(column)]
                }
                path.relation = nil
                path.consumed = position + 1
                try refuseRest(names, after: position, failOnMissing)
                return (path, false)
            }
            let known = model.relationPosition(name)
            if let known { relation = model.relations[known] }
            if relation == nil, position == 0 {
                for known in filteredRelations where known.name == name { filtered = known }
                if let filtered {
                    let inner = try namePath(filtered.relationPath, from: start, failOnMissing: true)
                    guard let last = inner.path.relation else {
                        throw NoormmeError(.fieldError, notARelation(filtered.relationPath, start))
                    }
                    // The relations before the last are joined as they are; the last carries the condition.
                    let lastSteps = relationSteps(last, filtered: nil)
                    path.steps = [PathStep](inner.path.steps.dropLast(lastSteps.count))
                    relation = last
                }
            }
            guard let relation else {
                if position == 0 || failOnMissing { throw unknownName(name, model) }
                return (path, false)
            }
            let steps =
                known.map { schema.steps[Int(model.index)][$0] } ?? relationSteps(relation, filtered: filtered)
            if !allowMany {
                for (offset, step) in steps.enumerated() where step.isMany {
                    path.steps.append(contentsOf: steps[0...offset])
                    path.consumed = position + 1
                    return (path, true)
                }
            }
            if path.steps.isEmpty { path.steps = steps } else { path.steps.append(contentsOf: steps) }
            path.model = schema.model(relation.target)
            path.relation = relation
            switch relation.kind {
            case .forward, .manyToMany: path.columns = relation.targetColumns
            case .reverseOne, .reverseMany: path.columns = try primaryKey(of: path.model)
            }
            path.consumed = position + 1
        }
        return (path, false)
    }

    /// Goes to the parent's table that an inherited column is in.
    private func follow(_ column: Int32, _ path: inout NamePath) {
        var index = column
        while let inherited = path.model.columns[Int(index)].inherited {
            path.steps.append(contentsOf: schema.steps[Int(path.model.index)][Int(inherited.link)])
            path.model = schema.model(path.model.relations[Int(inherited.link)].target)
            index = inherited.column
        }
        path.columns = path.model.columnLists[Int(index)]
    }

    private func refuseRest(_ names: [Text], after position: Int, _ failOnMissing: Bool) throws(NoormmeError) {
        guard failOnMissing, position + 1 < names.count else { return }
        var message: Text = "Cannot resolve keyword '"
        message += names[position + 1]
        message += "' into field. Join on '"
        message += names[position]
        message += "' not permitted."
        throw NoormmeError(.fieldError, message)
    }

    func relationSteps(_ relation: Relation, filtered: FilteredRelation?) -> [PathStep] {
        PathStep.steps(of: relation, among: schema.models, filtered: filtered)
    }

    func primaryKey(of model: Model) throws(NoormmeError) -> [Int32] {
        if model.primaryKey.isEmpty {
            var message: Text = "Model '"
            message += model.label
            message += "' has no primary key."
            throw NoormmeError(.fieldError, message, model: model.name)
        }
        return model.primaryKey
    }
}
