import CSQLite
import Glibc
import NoormmeText

/// Rows deleted, table by table.
///
/// SQLite counts rows its own `ON DELETE CASCADE` takes only in sum; its update hook names the table of each, of
/// tables with rowids.
public final class DeleteTally {
    private var counts: [(database: Text, table: Text, count: Int64)] = []

    public init() {}

    /// Names compare as SQLite's do.
    ///
    /// - Parameter database: `main`, or the name of an attached one.
    public func count(_ table: Text, in database: Text = "main") -> Int64 {
        for entry in counts
        where entry.table.equalsIgnoringCase(table) && entry.database.equalsIgnoringCase(database) {
            return entry.count
        }
        return 0
    }

    fileprivate func add(_ database: UnsafePointer<CChar>, _ table: UnsafePointer<CChar>) {
        let name = UnsafeRawBufferPointer(start: table, count: strlen(table))
        let owner = UnsafeRawBufferPointer(start: database, count: strlen(database))
        for index in counts.indices
        where name.elementsEqual(counts[index].table.bytes) && owner.elementsEqual(counts[index].database.bytes) {
            counts[index].count += 1
            return
        }
        counts.append((Text(owner), Text(name), 1))
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
            { context, operation, database, table, _ in
                guard operation == SQLITE_DELETE, let context, let database, let table else { return }
                Unmanaged<DeleteTally>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.add(database, table) }
            }, Unmanaged.passUnretained(tally).toOpaque())
    }

    public func removeDeleteTally() {
        if let database = shared.database { sqlite3_update_hook(database, nil, nil) }
        deleteTally = nil
    }
}
