import NoormmeText

extension SchemaBuilder {
    /// Names the ways back of all forward relations that configuration neither names nor hides:
    /// `posts`, or `profile` where at most one row points here. Several keys of one table to another, and
    /// names that are taken or that two relations claim, become `posts_by_author`.
    mutating func nameReverseRelations() {
        var claims = [[ReverseClaim]](repeating: [], count: tables.count)
        for source in models.indices where models[source].isFirst {
            for index in models[source].forwards.indices where models[source].forwards[index].reverse.isDerived {
                let claim = claim(source, index)
                claims[claim.table].append(claim)
            }
        }
        for table in tables.indices {
            var counts: [Text: Int32] = [:]
            for claim in claims[table] where claim.isPlain { counts[claim.name.asciiLowercased, default: 0] += 1 }
            for index in claims[table].indices where claims[table][index].isPlain {
                let name = claims[table][index].name
                if counts[name.asciiLowercased, default: 0] > 1 || !isFree(name, table: table, .both) {
                    claims[table][index].name = claims[table][index].longName
                }
            }
            for claim in claims[table] {
                let names = give(claim.name, models[claim.source].forwards[claim.index].reverse, table: table)
                if let accessor = names.accessor { models[claim.source].forwards[claim.index].accessor = accessor }
                if let queryName = names.queryName { models[claim.source].forwards[claim.index].queryName = queryName }
            }
        }
    }

    /// What a model's rows are called in names made of it: an attached database's name is no part of that.
    func rowsName(_ model: Int) -> Text {
        let table = tables[models[model].table].description.table
        return models[model].name == table.qualified ? table.name : models[model].name
    }

    private func claim(_ source: Int, _ index: Int) -> ReverseClaim {
        let draft = models[source].forwards[index]
        let table = models[draft.target].table
        let name = draft.isOneToOne ? rowsName(source).singular : rowsName(source)
        var keys = 0
        for other in models[source].forwards where models[other.target].table == table { keys += 1 }
        let longName = (name + "_by_" + draft.stem).spelled
        return ReverseClaim(
            source: source, index: index, table: table, name: keys > 1 ? longName : name.spelled, longName: longName,
            isPlain: keys == 1)
    }

    /// Takes a derived name, numbered if need be, for those of the two names that are derived.
    mutating func give(
        _ name: Text, _ reverse: ConfiguredReverse, table: Int
    ) -> (accessor: Text?, queryName: Text?) {
        var derived = name
        var number: Int64 = 2
        while !isFree(derived, table: table, .both) {
            derived = SchemaBuilder.numbered(name, number)
            number += 1
        }
        var names: (accessor: Text?, queryName: Text?)
        if case .derived = reverse.accessor {
            tables[table].accessors.insert(derived)
            names.accessor = derived
        }
        if case .derived = reverse.queryName {
            tables[table].queryNames.insert(derived)
            names.queryName = derived
        }
        return names
    }
}

private struct ReverseClaim {
    var source: Int
    var index: Int
    /// The table the relation leads back from.
    var table: Int
    var name: Text
    var longName: Text
    /// Whether `name` is not the long name.
    var isPlain: Bool
}

extension ConfiguredReverse {
    var isDerived: Bool {
        if case .derived = accessor { return true }
        if case .derived = queryName { return true }
        return false
    }
}
