import NoormmeJSON
import NoormmeText

/// The relations that several prefetch paths name, as a tree: one node per statement to run.
final class PrefetchTree {
    final class Node {
        /// The property that receives the rows.
        let name: Text
        let relation: Relation
        var request: PrefetchRequest?
        var children: [Node] = []

        init(name: Text, relation: Relation, request: PrefetchRequest?) {
            self.name = name
            self.relation = relation
            self.request = request
        }
    }

    private let schema: Schema
    private let model: Model
    private(set) var roots: [Node] = []

    init(_ requests: [PrefetchRequest], model: Model, schema: Schema) throws(NoormmeError) {
        self.schema = schema
        self.model = model
        for request in requests { try add(request) }
    }

    private func add(_ request: PrefetchRequest) throws(NoormmeError) {
        var nodes = roots
        var parent: Node?
        var current = model
        for (index, part) in request.path.enumerated() {
            let isLast = index == request.path.count - 1
            let name = isLast && !request.attribute.isEmpty ? request.attribute : part
            if let known = nodes.first(where: { $0.name == name }) {
                if isLast, request.query != nil {
                    let path = part
                    throw NoormmeError(
                        .valueError,
                        "'" + path
                            + "' lookup was already seen with a different queryset. You may need to adjust the ordering of your lookups.",
                        path: request.source?.path.text ?? Text())
                }
                parent = known
                nodes = known.children
                current = schema.model(known.relation.target)
                continue
            }
            let relation = try relation(part, of: current, request)
            if isLast && !request.attribute.isEmpty,
                current.column(name) != nil || current.relation(accessor: name) != nil
            {
                throw NoormmeError(
                    .valueError, "to_attr=" + name + " conflicts with a field on the " + current.label + " model.",
                    path: request.source?.path.text ?? Text())
            }
            let node = Node(name: name, relation: relation, request: isLast ? request : nil)
            if let parent { parent.children.append(node) } else { roots.append(node) }
            parent = node
            nodes = []
            current = schema.model(relation.target)
        }
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
