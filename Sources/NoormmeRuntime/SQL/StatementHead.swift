import NoormmeCore
import NoormmeSQLite
import NoormmeText

// A shared connection serves others when a statement is done, so that a statement may leave nothing behind on it: no
// open transaction, no attached file, no setting. SQLite's grammar tells by the first word; for a pragma, by its name
// and whether it is given something.

/// How a statement begins.
struct StatementHead: Sendable {
    enum Kind: Sendable {
        /// SELECT, VALUES, WITH, EXPLAIN and whatever else: the compiled statement knows whether it writes.
        case other
        case write
        /// A pragma that only asks, or whose value is the file's; if it writes, it may refuse to in a transaction.
        case pragma
        /// VACUUM, which no transaction may be open for.
        case alone
        /// CREATE, ALTER, DROP: the schema is another afterwards.
        case schema
        /// BEGIN, COMMIT, END, ROLLBACK.
        case transaction
        /// SAVEPOINT, RELEASE.
        case savepoint
        /// ATTACH, DETACH.
        case attachment
        /// `PRAGMA name = value`, `PRAGMA name(value)` of a name that sets something on the connection.
        case setting
    }

    let kind: Kind
    /// `PRAGMA foreign_keys` is set.
    var setsForeignKeys = false
    /// `PRAGMA defer_foreign_keys`, which ends with the transaction.
    var defersForeignKeys = false

    /// - Parameter start: where the statement begins in the text, or white space, comments and semicolons before it.
    init(_ text: Text, from start: Int = 0) {
        var words = SQLWords(text, from: start)
        switch words.next() {
        case "insert", "update", "delete", "replace", "reindex", "analyze": kind = .write
        case "vacuum": kind = .alone
        case "create", "alter", "drop": kind = .schema
        case "begin", "commit", "end", "rollback": kind = .transaction
        case "savepoint", "release": kind = .savepoint
        case "attach", "detach": kind = .attachment
        case "pragma":
            var name = words.next()
            if words.skip(0x2E) { name = words.next() }
            guard words.peek == 0x3D || words.peek == 0x28, !Self.isHarmless(name) else {
                kind = .pragma
                return
            }
            kind = .setting
            setsForeignKeys = name == "foreign_keys"
            defersForeignKeys = name == "defer_foreign_keys"
        default: kind = .other
        }
    }

    /// Pragmas whose argument is a question or is stored in the file.
    private static func isHarmless(_ name: Text) -> Bool {
        switch name {
        case "table_info", "table_xinfo", "table_list", "index_info", "index_xinfo", "index_list", "foreign_key_list",
            "foreign_key_check", "integrity_check", "quick_check", "optimize", "wal_checkpoint",
            "incremental_vacuum", "user_version", "application_id", "auto_vacuum", "page_size", "encoding":
            true
        default: false
        }
    }

    /// Whether only the compiled statement tells if it writes.
    var mayRead: Bool {
        switch kind {
        case .other, .pragma: true
        default: false
        }
    }

    /// Whether it may run in a read transaction with others, as some pragmas may not.
    var joinsSnapshot: Bool { kind == .other }

    /// Where the statement shall run.
    enum Place { case shared, transaction, script }

    /// - Throws: SQLITE_MISUSE for a statement that a connection of the pool does not take there.
    func check(_ place: Place) throws(SQLiteError) {
        switch kind {
        case .other, .write, .pragma, .alone, .schema: return
        case .transaction, .savepoint:
            if place == .script { return }
            throw Self.refused(
                "transactions are not begun or ended by SQL text here: connections are shared; use transaction(…)")
        case .attachment:
            throw Self.refused("ATTACH and DETACH are refused: connections are shared; use a connection of your own")
        case .setting:
            if place == .script, setsForeignKeys { return }
            if place != .shared, defersForeignKeys { return }
            throw Self.refused("this PRAGMA sets something on a shared connection; use the open option \"pragmas\"")
        }
    }

    static func refused(_ message: StaticString) -> SQLiteError {
        SQLiteError(extendedCode: 21, message: message)
    }
}

/// Reads words off the front of SQL text, past white space and comments.
private struct SQLWords {
    private let text: Text
    private var index: Int

    init(_ text: Text, from start: Int) {
        self.text = text
        index = text.firstSQL(from: start) ?? text.count
    }

    /// The next word in small letters, without the quotes it may have; empty when something else stands there.
    mutating func next() -> Text {
        skipBlanks()
        var word: [UInt8] = []
        var quote: UInt8 = 0
        if let first = peek, first == 0x22 || first == 0x27 || first == 0x60 || first == 0x5B {
            quote = first == 0x5B ? 0x5D : first
            index += 1
        }
        while let byte = peek {
            if quote != 0 {
                index += 1
                if byte == quote { break }
            } else {
                let isLetter = (byte | 0x20) &- 97 < 26
                guard isLetter || byte == 0x5F || byte &- 48 < 10 || byte >= 0x80 else { break }
                index += 1
            }
            word.append(byte &- 65 < 26 ? byte | 0x20 : byte)
        }
        skipBlanks()
        return Text(word)
    }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        index += 1
        return true
    }

    var peek: UInt8? { index < text.count ? text.bytes[index] : nil }

    private mutating func skipBlanks() {
        index = text.firstSQL(from: index) ?? text.count
    }
}
