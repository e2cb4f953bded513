import NoormmeCore
import NoormmeSQL
import NoormmeSQLite
import NoormmeText

// Related rows come level by level, one statement for all parents of a level. While the parents were
// encoded, the encoder noted where in their bytes each related value belongs, and by which key. The keys
// go to the statement as one JSON array; its rows come back with their parent's key in the last column,
// are encoded, and are filled in turn with what is prefetched for them. Then the parents' bytes are copied
// once, with the related rows put in at the places noted.

/// Fills rows with the rows prefetched for them.
struct Prefetcher {
    let executor: Executor

    /// - Parameter notes: of the encoder that wrote `parents`, with as many key lists as `prefetches`.
    func fill(
        _ parents: consuming RowBlock, _ notes: SpliceNotes, _ prefetches: [PrefetchPlan]
    ) throws(NoormmeError) -> RowBlock {
        var related: [RelatedRows] = []
        for (index, prefetch) in prefetches.enumerated() {
            related.append(try rows(prefetch, notes.keys[index]))
        }
        var filled = RowBlock()
        filled.bytes.reserve(parents.bytes.count)
        var next = 0
        for row in 0..<parents.count {
            let range = parents.range(row)
            var copied = range.lowerBound
            while next < notes.splices.count, notes.splices[next].offset < range.upperBound {
                let splice = notes.splices[next]
                filled.bytes.append(parents.bytes, copied..<splice.offset)
                related[Int(splice.prefetch)].write(key: splice.key, into: &filled.bytes)
                copied = splice.offset
                next += 1
            }
            filled.bytes.append(parents.bytes, copied..<range.upperBound)
            filled.endRow()
        }
        return filled
    }

    /// Runs one level, and those below it.
    private func rows(_ prefetch: PrefetchPlan, _ keys: KeyList) throws(NoormmeError) -> RelatedRows {
        guard keys.count > 0 else {
            return RelatedRows(RowBlock(), owners: [], keys: 0, isToMany: prefetch.isToMany)
        }
        var notes = SpliceNotes(prefetches: prefetch.prefetches.count)
        var owners: [Int32] = []
        let encoder = executor.encoder(prefetch.rows.shape, prefetch.prefetches)
        let statement = prefetch.rows.statement
        let subject = executor.session.beginPrefetch(prefetch, executor.schema)
        defer { if let subject { executor.session.subject = subject } }
        let block = try executor.withKeys(
            statement.sql, statement.parameters, keys: keys.keys[...]
        ) { statement throws(NoormmeError) -> RowBlock in
            var rows = RowBlock()
            let last = statement.columnCount - 1
            while try executor.step(statement) {
                // A row whose key nobody asked for (another collation's idea of equal) belongs to nobody.
                guard let key = RowKey(statement.value(at: last)), let owner = keys.position(of: key) else { continue }
                encoder.encode(statement, into: &rows.bytes, &notes)
                rows.endRow()
                owners.append(owner)
            }
            return rows
        }
        let filled = prefetch.prefetches.isEmpty ? block : try fill(block, notes, prefetch.prefetches)
        return RelatedRows(
            filled, owners: owners, keys: keys.count, isToMany: prefetch.isToMany,
            isReversed: prefetch.rows.expectation.isReversed)
    }
}

/// The rows of one prefetch, found by the key of the parent they belong to.
private final class RelatedRows {
    private let rows: RowBlock
    private let isToMany: Bool
    /// For each key, where its rows begin in `order`; the end of the last one behind.
    private var starts: [Int]
    /// Positions of rows, key by key.
    private var order: [Int32]

    /// - Parameter owners: for each row, the position of its key.
    init(_ rows: consuming RowBlock, owners: [Int32], keys: Int, isToMany: Bool, isReversed: Bool = false) {
        self.rows = rows
        self.isToMany = isToMany
        starts = [Int](repeating: 0, count: keys + 1)
        order = [Int32](repeating: 0, count: owners.count)
        // A counting sort: stable, so that each key's rows keep the order of the statement.
        for owner in owners { starts[Int(owner) + 1] += 1 }
        for key in 0..<keys { starts[key + 1] += starts[key] }
        var next = starts
        for position in owners.indices {
            let row = isReversed ? owners.count - 1 - position : position
            let owner = Int(owners[row])
            order[next[owner]] = Int32(row)
            next[owner] += 1
        }
    }

    /// An array of the key's rows; to one, the first of them or null.
    func write(key: Int32, into out: inout ByteBuffer) {
        let found = key < 0 ? 0..<0 : starts[Int(key)]..<starts[Int(key) + 1]
        guard isToMany else {
            guard let first = found.first else { return out.append("null") }
            return out.append(rows.bytes, rows.range(Int(order[first])))
        }
        out.append("[")
        for position in found {
            if position > found.lowerBound { out.append(0x2C) }
            out.append(rows.bytes, rows.range(Int(order[position])))
        }
        out.append("]")
    }
}
