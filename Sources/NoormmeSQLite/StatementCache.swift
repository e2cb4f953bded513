import CSQLite
import NoormmeText

/// The statements that a connection keeps prepared.
///
/// A prepare costs 7 to 20 us, more than most of the reads an ORM makes, and the same few
/// hundred texts come again and again: so a statement is looked up by its text and kept
/// after use. What makes that safe:
///
/// - **Checked out and in.** A statement holds bindings and a position, so two users of one
///   would read each other's rows. The entry of a lent statement stays in the table, marked;
///   a second request for the same text meanwhile gets a statement of its own, prepared for
///   this once and finalized when it comes back. (Nested use is not rare: a loop over rows
///   that runs the same query inside.)
/// - **Returned clean.** Check-in resets, which ends the read transaction that an unfinished
///   scan would keep open, and clears the bindings, which lets go of borrowed bytes and of
///   large copies.
/// - **Bounded.** Idle statements stand in a list by their last use; a new text takes the
///   place of the one unused longest. Lent ones are not in that list, so that eviction never
///   looks for a victim and never takes a statement from its user. When all places are lent,
///   the newcomer is not cached.
/// - **Found quickly.** Keys are compared as bytes: a 64-bit hash computed once a key, a
///   table of indices at most half full, linear probing, one memcmp to be sure. Removing
///   closes the gap by moving later entries back, so that no tombstones pile up.
///
/// Changes of the schema need no care: SQLite prepares a stale statement again by itself.
/// The cache must stay on its connection's thread.
public final class StatementCache {
    /// How many statements may be kept; 0 keeps none.
    public let capacity: Int
    /// Requests served with a kept statement.
    public private(set) var hits = 0
    /// Requests that had to prepare.
    public private(set) var misses = 0
    /// Idle statements finalized to make room.
    public private(set) var evictions = 0

    private let shared: ConnectionHandle
    private var entries: [Entry] = []
    private var table: StatementTable
    // The list of idle entries: most recently used first. -1 ends it.
    private var newest: Int32 = -1
    private var oldest: Int32 = -1

    private struct Entry {
        var key: StatementKey
        var statement: Statement
        var newer: Int32 = -1
        var older: Int32 = -1
    }

    init(shared: ConnectionHandle, capacity: Int) {
        self.shared = shared
        self.capacity = max(0, min(capacity, 1 << 16))
        table = StatementTable(capacity: self.capacity)
    }

    /// How many statements are kept, lent ones included.
    public var count: Int { entries.count }

    public func checkOut(_ sql: Text) throws(SQLiteError) -> Statement {
        try checkOut(StatementKey(sql))
    }

    /// Lends a statement, reset and without bindings; `checkIn` gives it back.
    ///
    /// - Throws: what `Connection.prepare` throws.
    public func checkOut(_ key: StatementKey) throws(SQLiteError) -> Statement {
        let found = table.first(key.hash) { entries[Int($0)].key.matches(key) }
        if let found, !entries[Int(found)].statement.isCheckedOut {
            hits += 1
            unlink(found)
            let statement = entries[Int(found)].statement
            statement.isCheckedOut = true
            return statement
        }
        misses += 1
        let isKept = found == nil && (entries.count < capacity || oldest >= 0)
        let statement = try shared.prepare(key.sql, flags: isKept ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0)
        statement.isCheckedOut = true
        if isKept { keep(statement, for: key) }
        return statement
    }

    /// Takes a lent statement back. One that is not lent (given back twice) is left alone.
    public func checkIn(_ statement: Statement) {
        guard statement.shared === shared, statement.isCheckedOut else { return }
        statement.isCheckedOut = false
        guard statement.cacheEntry >= 0 else {
            statement.finalize()
            return
        }
        guard !statement.isFinalized else {
            remove(statement.cacheEntry)
            return
        }
        statement.reset()
        statement.clearBindings()
        link(statement.cacheEntry)
    }

    /// Drops everything: idle statements are finalized now, lent ones when they come back.
    public func removeAll() {
        for entry in entries {
            entry.statement.cacheEntry = -1
            if !entry.statement.isCheckedOut { entry.statement.finalize() }
        }
        entries.removeAll()
        table.removeAll()
        newest = -1
        oldest = -1
    }

    private func keep(_ statement: Statement, for key: StatementKey) {
        let index: Int32
        if entries.count < capacity {
            index = Int32(entries.count)
            entries.append(Entry(key: key, statement: statement))
        } else {
            index = oldest
            unlink(index)
            let victim = entries[Int(index)]
            table.remove(victim.key.hash, index)
            victim.statement.cacheEntry = -1
            victim.statement.finalize()
            evictions += 1
            entries[Int(index)] = Entry(key: key, statement: statement)
        }
        statement.cacheEntry = index
        table.insert(key.hash, index)
    }

    /// Takes out an entry that is not in the idle list; the last entry moves to its place.
    private func remove(_ index: Int32) {
        let gone = entries[Int(index)]
        table.remove(gone.key.hash, index)
        gone.statement.cacheEntry = -1
        let last = Int32(entries.count - 1)
        if index != last {
            let moved = entries[Int(last)]
            let wasIdle = !moved.statement.isCheckedOut
            table.replace(moved.key.hash, last, with: index)
            moved.statement.cacheEntry = index
            entries[Int(index)] = moved
            if wasIdle {
                if moved.newer >= 0 { entries[Int(moved.newer)].older = index } else { newest = index }
                if moved.older >= 0 { entries[Int(moved.older)].newer = index } else { oldest = index }
            }
        }
        entries.removeLast()
    }

    private func link(_ index: Int32) {
        entries[Int(index)].newer = -1
        entries[Int(index)].older = newest
        if newest >= 0 { entries[Int(newest)].newer = index } else { oldest = index }
        newest = index
    }

    private func unlink(_ index: Int32) {
        let newer = entries[Int(index)].newer
        let older = entries[Int(index)].older
        if newer >= 0 { entries[Int(newer)].older = older } else { newest = older }
        if older >= 0 { entries[Int(older)].newer = newer } else { oldest = newer }
    }
}
