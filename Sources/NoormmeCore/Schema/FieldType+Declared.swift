import NoormmeText

extension FieldType {
    /// What a declared column type means. SQLite takes any words for a type, so this reads them as SQLite
    /// does, without regard to case and lengths, after the names it gives no meaning to:
    ///
    /// | declared | type |
    /// |---|---|
    /// | `BOOL…` | boolean |
    /// | `DATETIME…`, `TIMESTAMP…` | datetime |
    /// | `DATE` | date |
    /// | `TIME`, `TIME …` | time |
    /// | `DECIMAL…`, `NUMERIC…` | decimal, with its precision and scale |
    /// | `JSON`, `JSONB` | json |
    /// | has `INT` (not `POINT`, `INTERVAL`) | integer |
    /// | has `CHAR`, `CLOB`, `TEXT` | text |
    /// | has `BLOB` | blob |
    /// | has `REAL`, `FLOA`, `DOUB` | real |
    /// | else, or none | any |
    ///
    /// From the sixth line on these are the affinity rules of SQLite's "Datatypes in SQLite", section 3.1.
    public init(declared: Text) {
        let (name, arguments) = FieldType.split(declared)
        if name.hasPrefix("bool") {
            self = .boolean
        } else if name.hasPrefix("datetime") || name.hasPrefix("timestamp") {
            self = .datetime
        } else if name == ("date" as StaticString) {
            self = .date
        } else if name == ("time" as StaticString) || name.hasPrefix("time ") {
            self = .time
        } else if name.hasPrefix("decimal") || name.hasPrefix("numeric") {
            self = FieldType.decimal(arguments: arguments) ?? .decimal(digits: 0, places: 0)
        } else if name == ("json" as StaticString) || name == ("jsonb" as StaticString) {
            self = .json
        } else if name.has("int") {
            // SQLite gives these two INTEGER affinity by accident; their values are words.
            self = name.has("point") || name.hasPrefix("interval") ? .any : .integer
        } else if name.has("char") || name.has("clob") || name.has("text") {
            self = .text
        } else if name.has("blob") {
            self = .blob
        } else if name.has("real") || name.has("floa") || name.has("doub") {
            self = .real
        } else {
            self = .any
        }
    }

    /// `VARCHAR (20)` -> `varchar` and `(20)`; words after the parentheses stay in the name.
    private static func split(_ declared: Text) -> (name: Text, arguments: Text) {
        var name: [UInt8] = []
        var arguments: [UInt8] = []
        var depth = 0
        name.reserveCapacity(declared.count)
        for original in declared.bytes {
            let byte = original &- 0x41 < 26 ? original | 0x20 : original
            if byte == 0x28 { depth += 1 }
            if depth > 0 {
                arguments.append(byte)
            } else if byte > 0x20 {
                name.append(byte)
            } else if !name.isEmpty, name.last != 0x20 {
                name.append(0x20)
            }
            if byte == 0x29, depth > 0 { depth -= 1 }
        }
        if name.last == 0x20 { name.removeLast() }
        return (Text(name), Text(arguments))
    }
}

extension Text {
    fileprivate func has(_ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard bytes.count >= length else { return false }
        for start in 0...(bytes.count - length) {
            var matched = 0
            while matched < length, bytes[start + matched] == word.utf8Start[matched] { matched += 1 }
            if matched == length { return true }
        }
        return false
    }
}
