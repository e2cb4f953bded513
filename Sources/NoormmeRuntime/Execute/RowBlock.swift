import NoormmeSQLite

/// Rows of one statement as JSON, one behind the other without commas, so that they can be put in any
/// order and into other rows.
struct RowBlock: ~Copyable {
    var bytes = ByteBuffer(capacity: 4096)
    /// Where each row ends; it starts where the one before ends.
    private(set) var ends: [Int] = []

    /// For rows with keys, the row that answers for each key, in the order the keys appeared.
    var chosen: [Int] = []

    var count: Int { ends.count }

    /// The row about to be appended answers for a key: the one at this position, or one that nothing else has.
    mutating func choose(_ key: Int32?) {
        if let key, Int(key) < chosen.count { chosen[Int(key)] = count } else { chosen.append(count) }
    }

    /// What was appended to `bytes` since the last call is a row.
    mutating func endRow() {
        ends.append(bytes.count)
    }

    func range(_ row: Int) -> Range<Int> {
        (row == 0 ? 0 : ends[row - 1])..<ends[row]
    }

    /// All rows as a JSON array.
    func array(isReversed: Bool = false) -> ByteBuffer {
        var out = ByteBuffer(capacity: bytes.count + count + 2)
        out.append("[")
        for position in 0..<count {
            if position > 0 { out.append(0x2C) }
            out.append(bytes, range(isReversed ? count - 1 - position : position))
        }
        out.append("]")
        return out
    }

    /// Some rows as a JSON array.
    func array(of rows: [Int]) -> ByteBuffer {
        var out = ByteBuffer(capacity: bytes.count + rows.count + 2)
        out.append("[")
        for (position, row) in rows.enumerated() {
            if position > 0 { out.append(0x2C) }
            out.append(bytes, range(row))
        }
        out.append("]")
        return out
    }

    /// One row, or null when there are none so many.
    func row(_ index: Int) -> ByteBuffer {
        var out = ByteBuffer(capacity: 64)
        if index < count { out.append(bytes, range(index)) } else { out.append("null") }
        return out
    }
}

/// Where in the bytes of rows the rows of prefetches go.
struct SpliceNotes {
    struct Splice {
        var offset: Int
        var prefetch: Int32
        /// Position in the prefetch's key list; -1 when the key is NULL.
        var key: Int32
    }

    /// In the order of their offsets.
    private(set) var splices: [Splice] = []
    /// For each prefetch, the keys whose rows are wanted.
    private(set) var keys: [KeyList]

    init(prefetches: Int) {
        keys = prefetches == 0 ? [] : [KeyList](repeating: KeyList(), count: prefetches)
    }

    // Not inlined: the compiler would make the arrays unique for every row, were there something to note or not.
    @inline(never)
    mutating func note(prefetch: Int32, _ key: some RowValue, at offset: Int) {
        note(prefetch: prefetch, RowKey(key), at: offset)
    }

    mutating func note(prefetch: Int32, _ key: RowKey?, at offset: Int) {
        let position = key.map { keys[Int(prefetch)].insert($0).position } ?? -1
        splices.append(Splice(offset: offset, prefetch: prefetch, key: position))
    }
}
