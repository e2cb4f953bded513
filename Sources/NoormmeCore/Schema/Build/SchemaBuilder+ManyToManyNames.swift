import NoormmeText

extension SchemaBuilder {
    /// Names both ends of junction tables, and the far end of configured relations where it is not given:
    /// `tags`, or `tags_via_post_tags` where that is taken or two relations claim it. A table joined to itself
    /// has two ends of one name; they are called after their columns, `followed_via_follows`.
    mutating func nameManyToMany() {
        var claims = [[ManyToManyClaim]](repeating: [], count: tables.count)
        for index in manyToMany.indices {
            for isReverse in [false, true] {
                if let claim = claim(index, isReverse: isReverse) { claims[claim.table].append(claim) }
            }
        }
        for table in tables.indices {
            var counts: [Text: Int32] = [:]
            for claim in claims[table] where claim.name != claim.longName {
                counts[claim.name.asciiLowercased, default: 0] += 1
            }
            for claim in claims[table] {
                let isClaimedTwice = counts[claim.name.asciiLowercased, default: 0] > 1
                let isFree = isFree(claim.name, table: table, .both)
                let names = give(isFree && !isClaimedTwice ? claim.name : claim.longName, claim.reverse, table: table)
                if claim.isReverse {
                    if let accessor = names.accessor { manyToMany[claim.index].accessor = accessor }
                    if let queryName = names.queryName { manyToMany[claim.index].queryName = queryName }
                } else if let accessor = names.accessor {
                    manyToMany[claim.index].name = accessor
                }
            }
        }
    }

    /// What a relation would be called on one of its ends; nil when it has a name there, or none to have.
    private func claim(_ index: Int, isReverse: Bool) -> ManyToManyClaim? {
        let draft = manyToMany[index]
        let near = isReverse ? draft.target : draft.source
        let far = isReverse ? draft.source : draft.target
        if isReverse {
            guard draft.reverse.isDerived, models[draft.source].isFirst else { return nil }
        } else if draft.isConfigured {
            return nil
        }
        let key = models[draft.through].forwards[isReverse ? draft.sourceKey : draft.targetKey]
        let isSelf = models[near].table == models[far].table
        let via = Text("_via_") + rowsName(draft.through)
        let longName = ((isSelf ? key.stem : rowsName(far)) + via).spelled
        return ManyToManyClaim(
            index: index, isReverse: isReverse, table: models[near].table,
            name: isSelf ? longName : rowsName(far).spelled, longName: longName,
            reverse: isReverse ? draft.reverse : ConfiguredReverse(accessor: .derived, queryName: .derived))
    }
}

private struct ManyToManyClaim {
    var index: Int
    var isReverse: Bool
    /// The table of the end.
    var table: Int
    var name: Text
    var longName: Text
    var reverse: ConfiguredReverse
}
