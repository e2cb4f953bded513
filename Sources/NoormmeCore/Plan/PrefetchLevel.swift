import NoormmeText

/// What is prefetched for the rows of one query: the paths that begin with the same name are one node, and
/// with it one statement.
struct PrefetchLevel {
    struct Node {
        /// The property that receives the rows.
        let name: Text
        let relation: Relation
        var request: PrefetchRequest?
        /// What is prefetched for the related rows in turn, their names not yet looked up: the node's query set
        /// may put attributes there that such a path leads through.
        var rest: [PrefetchRequest] = []
    }

    private(set) var nodes: [Node] = []

    init(_ requests: [PrefetchRequest], model: Model, schema: Schema) throws(NoormmeError) {
        for request in requests { try add(request, model) }
    }

    private mutating func add(_ request: PrefetchRequest, _ model: Model) throws(NoormmeError) {
        guard let part = request.path.first else { return }
        let isLast = request.path.count == 1
        let name = isLast && !request.attribute.isEmpty ? request.attribute : part
        if let known = nodes.firstIndex(where: { $0.name == name }) {
            if !isLast {
                nodes[known].rest.append(request.withoutFirst)
            } else if request.query != nil {
                throw NoormmeError(
                    .valueError,
                    "'" + part
                        + "' lookup was already seen with a different queryset. You may need to adjust the ordering of your lookups.",
                    path: request.source?.path.text ?? Text())
            }
            return
        }
        let relation = try relation(part, of: model, request)
        if isLast && !request.attribute.isEmpty,
            model.column(name) != nil || model.relation(accessor: name) != nil
        {
            throw NoormmeError(
                .valueError, "to_attr=" + name + " conflicts with a field on the " + model.label + " model.",
                path: request.source?.path.text ?? Text())
        }
        var node = Node(name: name, relation: relation, request: isLast ? request : nil)
        if !isLast { node.rest.append(request.withoutFirst) }
        nodes.append(node)
    }

    private func relation(_ name: Text, of model: Model, _ request: PrefetchRequest) throws(NoormmeError) -> Relation {
        if let relation = model.relation(accessor: name) ?? model.relation(name) { return relation }
        let path = request.source?.path.text ?? Text()
        if model.column(name) != nil {
            throw NoormmeError(
                .valueError,
                "'" + name
                    + "' does not resolve to an item that supports prefetching - this is an invalid parameter to prefetch_related().",
                path: path, model: model.name, field: name)
        }
        var message: Text = "Cannot find '"
        message += name
        message += "' on "
        message += model.label
        message += " object, '"
        message += name
        message += "' is an invalid parameter to prefetch_related()."
        var choices: [Text] = []
        for relation in model.relations where !relation.accessor.isEmpty { choices.append(relation.accessor) }
        appendSuggestion(name, choices, &message)
        throw NoormmeError(.attributeError, message, path: path, model: model.name, field: name)
    }
}
