import NoormmeJSON
import NoormmeText

// A request is made of words the schema knows: models, columns, relations, and the names of steps and lookups.
// Their text is not made again for each request.
extension Schema {
    /// Words of the language itself, the most usual ones.
    static let commonWords: [StaticString] = [
        "filter", "exclude", "annotate", "alias", "order_by", "reverse", "distinct", "values", "values_list", "none",
        "all", "slice", "union", "select_related", "prefetch_related", "only", "defer", "related", "and", "or",
        "get", "first", "last", "earliest", "latest", "item", "count", "exists", "contains", "aggregate", "in_bulk",
        "iterator", "create", "update", "delete", "get_or_create", "update_or_create", "bulk_create", "bulk_update",
        "save", "remove", "add", "set", "clear", "pk", "year", "month", "day", "date",
    ]

    static func words(of models: [Model]) -> NameTable {
        var count = commonWords.count + Lookup.all.count + models.count
        for model in models { count += model.columns.count + model.relations.count }
        var words = NameTable(capacity: count)
        for word in commonWords { words.insert(Text(word)) }
        for lookup in Lookup.all { words.insert(Text(lookup.name)) }
        for model in models {
            words.insert(model.name)
            for column in model.columns { words.insert(column.name) }
            for relation in model.relations { words.insert(relation.queryName) }
        }
        return words
    }

    /// The text of a string.
    func text(of value: JSONValue) -> Text {
        guard let range = value.plainTextRange else { return value.text }
        let known = value.document.bytes.withUnsafeBufferPointer {
            words.name(UnsafeBufferPointer(rebasing: $0[range]))
        }
        return known ?? value.text
    }

    /// The parts of a lookup path between its `__`, from a byte on.
    func names(in path: Text, from start: Int = 0) -> [Text] {
        var names: [Text] = []
        names.reserveCapacity(4)
        path.bytes.withUnsafeBufferPointer { (bytes) in
            var first = start
            while true {
                // Looked for and hashed in one walk.
                var hash = NameTable.emptyHash
                var at = first
                while at < bytes.count {
                    if bytes[at] == 0x5F, at &+ 1 < bytes.count, bytes[at &+ 1] == 0x5F { break }
                    hash = NameTable.hash(hash, bytes[at])
                    at &+= 1
                }
                let part = UnsafeBufferPointer(rebasing: bytes[first..<at])
                names.append(words.name(part, hash) ?? Text([UInt8](part)))
                if at == bytes.count { return }
                first = at &+ 2
            }
        }
        return names
    }
}
