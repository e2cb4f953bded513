import NoormmeText

extension SchemaBuilder {
    mutating func addModels() throws(NoormmeError) {
        var drafts: [ModelDraft] = []
        var byName: [Text: Int32] = [:]
        var isConfigured = [Bool](repeating: false, count: tables.count)
        for (position, model) in configuration.models.enumerated() {
            let tableName = try tableName(of: model)
            guard let table = tableByName.position(tableName) else {
                var names: [Text] = []
                for table in tables { names.append(table.description.table.qualified) }
                throw ConfigurationReader.error(
                    "there is no table ", tableName, at: model.table?.source ?? model.source, near: names)
            }
            if model.proxy == nil { isConfigured[Int(table)] = true }
            byName[model.name] = Int32(position)
            drafts.append(
                ModelDraft(
                    name: model.name, label: model.label ?? model.name, table: Int(table), configured: position))
        }
        for table in tables.indices where !isConfigured[table] {
            let name = tables[table].description.table.qualified
            if let position = byName[name] {
                throw ConfigurationReader.error(
                    "the model ", name, " hides the table of that name; configure the table as another model",
                    at: configuration.models[Int(position)].source)
            }
            drafts.append(ModelDraft(name: name, label: name, table: table, configured: -1))
        }
        var order = [Int](drafts.indices)
        order.sort { drafts[$0].name < drafts[$1].name }
        for index in order { models.append(drafts[index]) }
        for index in models.indices {
            modelByName[models[index].name] = Int32(index)
            tables[models[index].table].models.append(index)
        }
        for index in models.indices {
            if let proxy = configured(index)?.proxy { models[index].proxyOf = try model(proxy) }
        }
        for table in tables.indices { putFirstModelFirst(table) }
    }

    /// A proxy's is that of the model it stands for.
    private func tableName(of model: ConfiguredModel) throws(NoormmeError) -> Text {
        var model = model
        var steps = 0
        while let proxy = model.proxy {
            var next: ConfiguredModel?
            for other in configuration.models where other.name == proxy.text { next = other }
            guard let next else { return proxy.text }
            steps += 1
            if steps > configuration.models.count {
                throw ConfigurationReader.error("a proxy of itself: ", model.name, at: proxy.source)
            }
            model = next
        }
        return model.table?.text ?? model.name
    }

    /// The model with columns of its own that a proxy stands for; another model itself.
    func concrete(_ model: Int) -> Int {
        var model = model
        while models[model].proxyOf >= 0 { model = models[model].proxyOf }
        return model
    }

    /// The model with the table's own name, else the one configured first.
    private mutating func putFirstModelFirst(_ table: Int) {
        let positions = tables[table].models.filter { models[$0].proxyOf < 0 }
        guard var first = positions.first else { return }
        for position in positions where models[position].configured < models[first].configured { first = position }
        for position in positions
        where models[position].name.equalsIgnoringCase(tables[table].description.table.qualified) {
            first = position
        }
        models[first].isFirst = true
        var order = [first]
        for position in tables[table].models where position != first { order.append(position) }
        tables[table].models = order
    }
}
