import NoormmeSQL
import NoormmeText

extension Planner {
    /// delete(): one statement when nothing depends on the rows, else a plan that collects what does.
    mutating func delete(_ terminal: Terminal, _ query: Query) throws(NoormmeError) -> QueryPlan {
        if query.isSliced {
            throw terminal.source.error(.typeError, "Cannot use 'limit' or 'offset' with delete().")
        }
        if query.hasValues {
            throw terminal.source.error(.typeError, "Cannot call delete() after .values() or .values_list()")
        }
        if query.isKnownEmpty { return QueryPlan(operation: .constant("[0,{}]")) }
        query.clearOrdering()
        query.related = nil
        query.prefetches = []
        var builder = DeleteGraph(schema: context.schema)
        try builder.build(from: query.model)
        for index in builder.models { context.note(context.schema.model(index)) }
        let target = try writeTarget(query)
        if builder.nodes[0].edges.isEmpty {
            var compiler = SQLCompiler()
            compiler.append(DeleteStatement(source: target.source, condition: target.condition))
            note(compiler)
            return QueryPlan(
                operation: .delete(
                    DeletePlan(
                        select: CompiledStatement(sql: Text(), parameters: []), fast: compiler.finished,
                        nodes: [builder.nodes[0]], cascades: builder.cascades())))
        }
        let select = SelectStatement()
        select.sources = [target.source]
        target.source.kind = .base
        select.condition = target.condition
        for name in builder.columns(of: 0) { select.columns.append(SelectColumn(.column(target.source, name))) }
        return QueryPlan(
            operation: .delete(
                DeletePlan(
                    select: compile(select), fast: nil, nodes: builder.nodes, cascades: builder.cascades())))
    }
}

/// The models that may lose or change rows when rows of one are deleted.
struct DeleteGraph {
    let schema: Schema
    private(set) var models: [Int32] = []
    private(set) var nodes: [DeletePlan.Node] = []
    /// For each node, the columns other tables' foreign keys refer to, beside its key.
    private var referenced: [[Text]] = []

    init(schema: Schema) {
        self.schema = schema
    }

    mutating func build(from root: Model) throws(NoormmeError) {
        models = [root.index]
        // First all nodes and the columns that must be known of their rows, then the statements.
        var next = 0
        var edges: [[(relation: Relation, node: Int32)]] = []
        var links: [[(relation: Relation, node: Int32)]] = []
        while next < models.count {
            let model = schema.model(models[next])
            var list: [(relation: Relation, node: Int32)] = []
            for other in schema.models {
                // Who inherits a foreign key, and a proxy, only see that of the table.
                if other.proxyOf >= 0 { continue }
                for relation in other.relations where relation.kind == .forward && refers(relation, to: model) {
                    if other.columns[Int(relation.sourceColumns[0])].inherited != nil { continue }
                    switch relation.onDelete {
                    case .databaseAction, .doNothing: continue
                    default: break
                    }
                    guard relation.sourceColumns.count == 1 else {
                        throw NoormmeError(
                            .notSupported,
                            "on_delete of a relation over several columns is left to the database: configure none.",
                            model: other.name, field: relation.accessor)
                    }
                    list.append((relation, node(other)))
                }
            }
            edges.append(list)
            var up: [(relation: Relation, node: Int32)] = []
            for link in model.parentLinks {
                let relation = model.relations[Int(link)]
                up.append((relation, node(schema.model(relation.target))))
            }
            links.append(up)
            next += 1
        }
        referenced = models.map { (_) in [] }
        for (index, list) in edges.enumerated() {
            let model = schema.model(models[index])
            for edge in list {
                let name = model.columns[Int(edge.relation.targetColumns[0])].column
                if name != key(of: model) && !referenced[index].contains(name) { referenced[index].append(name) }
            }
            for link in links[index] {
                let name = model.columns[Int(link.relation.sourceColumns[0])].column
                if name != key(of: model) && !referenced[index].contains(name) { referenced[index].append(name) }
            }
        }
        for (index, list) in edges.enumerated() {
            let model = schema.model(models[index])
            var node = DeletePlan.Node(label: model.label, delete: statement(deleting: model), edges: [])
            for edge in list { node.edges.append(self.edge(edge.relation, edge.node, from: model, index)) }
            for link in links[index] { node.edges.append(parent(link.relation, link.node, of: model, index)) }
            nodes.append(node)
        }
    }

    /// The tables the database may delete from by itself, after those of the nodes; none when it never does.
    func cascades() -> [DeletePlan.Cascade] {
        var reached = models
        var next = 0
        var isNeeded = false
        while next < reached.count {
            let model = schema.model(reached[next])
            next += 1
            for other in schema.models where other.proxyOf < 0 {
                guard other.relations.contains(where: { isDatabaseCascade($0, to: model) }) else { continue }
                isNeeded = true
                if !reached.contains(where: { schema.model($0).table == other.table }) { reached.append(other.index) }
            }
        }
        if !isNeeded { return [] }
        var cascades: [DeletePlan.Cascade] = []
        for index in reached {
            let model = schema.model(index)
            let select = SelectStatement()
            select.sources = [TableSource(table: model.table)]
            select.columns = [SelectColumn(.raw(["COUNT(*)"], []))]
            let count = model.isWithoutRowID ? SQLCompiler.compile(select).sql : Text()
            cascades.append(DeletePlan.Cascade(table: model.table, label: model.label, count: count))
        }
        return cascades
    }

    private func isDatabaseCascade(_ relation: Relation, to model: Model) -> Bool {
        guard relation.kind == .forward, refers(relation, to: model),
            schema.model(relation.source).columns[Int(relation.sourceColumns[0])].inherited == nil
        else { return false }
        guard let key = relation.foreignKey, key.onDelete == "CASCADE" else { return false }
        return relation.onDelete == .databaseAction || relation.onDelete == .doNothing
    }

    /// Key first.
    func columns(of node: Int) -> [Text] {
        [key(of: schema.model(models[node]))] + referenced[node]
    }

    /// Models over one table (proxies) share what refers to it.
    private func refers(_ relation: Relation, to model: Model) -> Bool {
        relation.target == model.index || schema.model(relation.target).table == model.table
    }

    private mutating func node(_ model: Model) -> Int32 {
        for (index, known) in models.enumerated() where schema.model(known).table == model.table {
            return Int32(index)
        }
        models.append(model.index)
        return Int32(models.count - 1)
    }

    private func key(of model: Model) -> Text {
        model.primaryKey.count == 1 ? model.columns[Int(model.primaryKey[0])].column : "rowid"
    }

    private func keys() -> SQLExpression { .parameter(Parameter(.text("[]"), slot: Parameter.keys)) }

    private func statement(deleting model: Model) -> Text {
        let source = TableSource(table: model.table)
        var compiler = SQLCompiler()
        compiler.append(
            DeleteStatement(source: source, condition: .inJSON(.column(source, key(of: model)), keys())))
        return compiler.finished.sql
    }

    private func edge(_ relation: Relation, _ node: Int32, from model: Model, _ index: Int) -> DeletePlan.Edge {
        let child = schema.model(relation.source)
        let column = child.columns[Int(relation.sourceColumns[0])]
        let source = TableSource(table: child.table)
        let select = SelectStatement()
        select.sources = [source]
        for name in columns(of: Int(node)) { select.columns.append(SelectColumn(.column(source, name))) }
        select.condition = .inJSON(.column(source, column.column), keys())
        var update = Text()
        if relation.onDelete == .setNull || relation.onDelete == .setDefault {
            let value: SQLExpression =
                relation.onDelete == .setDefault ? .raw([column.defaultSQL ?? "NULL"], []) : .null
            let target = TableSource(table: child.table)
            var compiler = SQLCompiler()
            compiler.append(
                UpdateStatement(
                    source: target, assignments: [Assignment(column: column.column, value: value)],
                    condition: .inJSON(.column(target, key(of: child)), keys())))
            update = compiler.finished.sql
        }
        let referred = model.columns[Int(relation.targetColumns[0])].column
        let position = columns(of: index).firstIndex(of: referred) ?? 0
        return DeletePlan.Edge(
            node: node, onDelete: relation.onDelete, select: SQLCompiler.compile(select).sql,
            keyColumn: Int32(position), update: update, field: child.label + "." + relation.queryNameOrColumn(column))
    }
}

extension DeleteGraph {
    /// The rows that a model's rows inherit from.
    private func parent(_ link: Relation, _ node: Int32, of model: Model, _ index: Int) -> DeletePlan.Edge {
        let parent = schema.model(link.target)
        let source = TableSource(table: parent.table)
        let select = SelectStatement()
        select.sources = [source]
        for name in columns(of: Int(node)) { select.columns.append(SelectColumn(.column(source, name))) }
        select.condition = .inJSON(.column(source, parent.columns[Int(link.targetColumns[0])].column), keys())
        let own = model.columns[Int(link.sourceColumns[0])].column
        var edge = DeletePlan.Edge(
            node: node, onDelete: .cascade, select: SQLCompiler.compile(select).sql,
            keyColumn: Int32(columns(of: index).firstIndex(of: own) ?? 0), update: Text(),
            field: model.label + "." + link.accessor)
        edge.isParent = true
        return edge
    }
}

extension Relation {
    func queryNameOrColumn(_ column: Column) -> Text { queryName.isEmpty ? column.name : queryName }
}
