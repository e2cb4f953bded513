import NoormmeCore
import NoormmeSQL

extension Executor {
    /// An object for each row of which only the keys are known, with what is prefetched for it.
    func load(_ plan: LoadPlan, _ prefetches: [PrefetchPlan]) throws(NoormmeError) -> ByteBuffer {
        // A statement by itself sees one state of the database anyway.
        if plan.count == 0 || prefetches.count == 1 && prefetches[0].prefetches.isEmpty {
            return try filled(plan, prefetches).array()
        }
        return try snapshot { () throws(NoormmeError) -> RowBlock in try filled(plan, prefetches) }.array()
    }

    private func filled(_ plan: LoadPlan, _ prefetches: [PrefetchPlan]) throws(NoormmeError) -> RowBlock {
        var notes = SpliceNotes(prefetches: prefetches.count)
        var rows = RowBlock()
        for row in 0..<plan.count {
            rows.bytes.append(isPositional ? 0x5B : 0x7B)
            for (index, prefetch) in prefetches.enumerated() {
                if index > 0 { rows.bytes.append(",") }
                if !isPositional {
                    rows.bytes.writeString(prefetch.name)
                    rows.bytes.append(":")
                }
                let key = RowKey(plan.keys[Int(prefetch.parentColumn)][row])
                notes.note(prefetch: Int32(index), key, at: rows.bytes.count)
            }
            rows.bytes.append(isPositional ? 0x5D : 0x7D)
            rows.endRow()
        }
        return try Prefetcher(executor: self).fill(rows, notes, prefetches)
    }
}
