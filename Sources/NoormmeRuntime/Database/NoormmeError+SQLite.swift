import NoormmeCore
import NoormmeSQLite
import NoormmeText

/// SQLite's errors as ours. The code follows the result code; the message is SQLite's own, which names
/// tables and columns and never a bound value; model and field are read out of it.
extension NoormmeError {
    /// - Parameter schema: gives tables and columns their public names; without it they keep SQLite's.
    init(_ error: SQLiteError, schema: Schema?) {
        self.init(ErrorCode(error), error.message.singleLine, sqliteCode: error.extendedCode)
        if let place = ConstraintPlace(error.message) {
            (model, field) = place.names(in: schema)
        }
    }

    /// The statement names a table, column or function that is not there, which may be since a moment ago.
    var isAboutMissingName: Bool {
        code == .operational && (message.hasPrefix("no such ") || message.firstIndex(of: "has no column named") != nil)
    }

    var isIntegrityError: Bool {
        switch code {
        case .integrity, .unique, .foreignKey, .notNull, .check: true
        default: false
        }
    }
}

extension ErrorCode {
    init(_ error: SQLiteError) {
        if error.code == 19 {
            self = Self.constraint(error.extendedCode >> 8)
            return
        }
        switch error.code {
        case 2: self = .internalError  // SQLITE_INTERNAL
        case 3, 23: self = .databaseError  // SQLITE_PERM, SQLITE_AUTH
        case 5, 6: self = .busy  // SQLITE_BUSY, SQLITE_LOCKED
        case 7: self = .outOfMemory  // SQLITE_NOMEM
        case 8: self = .readOnly  // SQLITE_READONLY
        case 9: self = .interrupted  // SQLITE_INTERRUPT
        case 10: self = .inputOutput  // SQLITE_IOERR
        case 11: self = .corrupt  // SQLITE_CORRUPT
        case 13: self = .full  // SQLITE_FULL
        case 14: self = .cannotOpen  // SQLITE_CANTOPEN
        case 18: self = .dataError  // SQLITE_TOOBIG
        case 20: self = .integrity  // SQLITE_MISMATCH: a rowid that is no integer
        case 21, 25: self = .internalError  // SQLITE_MISUSE, SQLITE_RANGE: we called it wrongly
        case 26: self = .notADatabase  // SQLITE_NOTADB
        default: self = .operational
        }
    }

    private static func constraint(_ extension: Int32) -> ErrorCode {
        switch `extension` {
        case 1: .check
        case 3: .foreignKey
        case 5: .notNull
        case 6, 8, 10: .unique  // PRIMARYKEY, UNIQUE, ROWID
        default: .integrity  // TRIGGER, DATATYPE, VTAB …
        }
    }
}

/// Where a constraint stands, as SQLite's message has it.
private struct ConstraintPlace {
    /// `users.email`, several times for a constraint of several columns; or a name alone.
    var parts: [Text]

    /// `UNIQUE constraint failed: users.first, users.last`, `NOT NULL constraint failed: users.name`,
    /// `CHECK constraint failed: price_positive`, `cannot store TEXT value in INTEGER column users.age`.
    init?(_ message: Text) {
        if let start = message.firstIndex(of: " constraint failed: ") {
            let place = message.dropFirst(start + 20)
            let isCheck = message.hasPrefix("CHECK")
            parts = isCheck ? [place] : place.split(on: ", ")
        } else if message.hasPrefix("cannot store "), let start = message.firstIndex(of: " column ") {
            parts = [message.dropFirst(start + 8)]
        } else {
            return nil
        }
    }

    func names(in schema: Schema?) -> (model: Text, field: Text) {
        var model = Text()
        var fields: [Text] = []
        for part in parts {
            let (owner, field) = Self.name(part, in: schema)
            if !owner.isEmpty { model = owner }
            fields.append(field)
        }
        var field = Text()
        for (index, name) in fields.enumerated() { field += index == 0 ? name : Text(", ") + name }
        return (model, field)
    }

    private static func name(_ part: Text, in schema: Schema?) -> (model: Text, field: Text) {
        // Both names may hold dots: the schema knows where the table's ends.
        // SQLite does not say of which database a table is: the file's own comes first.
        let models = schema?.models ?? []
        for model in models.filter({ $0.table.database.isEmpty }) + models.filter({ !$0.table.database.isEmpty }) {
            let table = model.table.name
            guard part.count > table.count, part.bytes[table.count] == 0x2E, part.bytes.starts(with: table.bytes) else {
                continue
            }
            let column = part.dropFirst(table.count + 1)
            for known in model.ownColumns where known.column == column { return (model.name, known.name) }
            if column == "rowid", let key = model.ownColumns.first(where: \.isRowID) { return (model.name, key.name) }
        }
        // `index 'users_by_lower_email'` stands for an index over expressions.
        if part.hasPrefix("index '"), part.hasSuffix("'") { return (Text(), part.dropFirst(7).dropLast(1)) }
        guard let dot = part.bytes.lastIndex(of: 0x2E), schema == nil else { return (Text(), part) }
        return (Text(part.bytes[..<dot]), part.dropFirst(dot + 1))
    }
}

extension Text {
    /// Line ends as spaces: a message is one line, and SQLite may quote the text of a CHECK.
    fileprivate var singleLine: Text {
        guard bytes.contains(where: { $0 == 0x0A || $0 == 0x0D }) else { return self }
        return Text(bytes.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 })
    }
}
