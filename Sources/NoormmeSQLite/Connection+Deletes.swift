import CSQLite
import Glibc
import NoormmeText

/// Rows deleted, table by table.
///
/// SQLite counts rows its own `ON DELETE CASCADE` takes only in sum; its update hook names the table of each, of
/// tables with rowids.
public final class DeleteTally {
    private var counts: [(table: Text, count: Int64)] = []

    public init() {}

    /// Table names compare as SQLite's do.
    public func count(_ table: Text) -> Int64 {
        for entry in counts where entry.table.equalsIgnoringCase(table) { return entry.count }
        return 0
    }

    fileprivate func add(_ name: UnsafePointer<CChar>) {
        let bytes = UnsafeRawBufferPointer(start: name, count: strlen(name))
        for index in counts.indices where bytes.elementsEqual(counts[index].table.bytes) {
            counts[index].count += 1
            return
        }
        counts.append((Text(bytes), 1))
    }
}

extension Connection {
    /// Counts deleted rows in `tally` from now on.
    public func installDeleteTally(_ tally: DeleteTally) {
        guard let database = shared.database else { return }
        // Not retained for SQLite: this object keeps it for as long as it is installed.
        deleteTally = tally
        sqlite3_update_hook(
            database,
            { context, operation, _, table, _ in
                guard operation == SQLITE_DELETE, let context, let table else { return }
                Unmanaged<DeleteTally>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.add(table) }
            }, Unmanaged.passUnretained(tally).toOpaque())
    }

    public func removeDeleteTally() {
        if let database = shared.database { sqlite3_update_hook(database, nil, nil) }
        deleteTally = nil
    }
}
