import NoormmeText

/// Which columns only() and defer() leave of a model reached over a path of relations.
struct ColumnMask {
    private let mode: DeferredColumns.Mode
    /// Names under the path, the path cut off.
    private var names: [Text] = []

    init(_ deferred: DeferredColumns, path: [Text] = []) {
        var prefix: [UInt8] = []
        for name in path {
            prefix.append(contentsOf: name.bytes)
            prefix.append("__")
        }
        var isMentioned = path.isEmpty
        var mode = deferred.mode
        for name in deferred.names where name.bytes.starts(with: prefix) {
            names.append(name.dropFirst(prefix.count))
            isMentioned = true
        }
        // only('author') loads all of a related author: nothing of it is named.
        if !isMentioned && mode == .only { mode = .none }
        self.mode = mode
    }

    func includes(_ column: Column, _ index: Int32, of model: Model) -> Bool {
        switch mode {
        case .none: true
        case .only: model.primaryKey.contains(index) || isNamed(column, index, model)
        case .except: model.primaryKey.contains(index) || !isNamed(column, index, model)
        }
    }

    func mentions(_ relation: Text) -> Bool {
        guard mode == .only else { return false }
        for name in names where name == relation || name.bytes.starts(with: relation.bytes + [0x5F, 0x5F]) {
            return true
        }
        return false
    }

    private func isNamed(_ column: Column, _ index: Int32, _ model: Model) -> Bool {
        for name in names {
            if name == column.name { return true }
            let first = name.split(on: "__")
            guard let relation = model.relation(first[0]), relation.kind == .forward,
                relation.sourceColumns.contains(index)
            else { continue }
            // only('author__name') needs the foreign key; defer('author__name') does not drop it.
            if first.count == 1 || mode == .only { return true }
        }
        return false
    }
}
