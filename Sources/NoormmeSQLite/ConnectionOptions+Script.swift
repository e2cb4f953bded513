import CSQLite
import NoormmeText

extension ConnectionOptions {
    /// The pragmas that have no function of their own in SQLite's API, as one script.
    func script() throws(SQLiteError) -> Text {
        var all: [Pragma] = []
        if let synchronous { all.append(Pragma(name: "synchronous", value: Text(synchronous.word))) }
        if let cacheSize { all.append(Pragma(name: "cache_size", value: Text(cacheSize))) }
        if let mmapSize { all.append(Pragma(name: "mmap_size", value: Text(mmapSize))) }
        if let tempStore { all.append(Pragma(name: "temp_store", value: Text(tempStore.word))) }
        all += pragmas
        if queryOnly { all.append(Pragma(name: "query_only", value: "ON")) }
        var script: [UInt8] = []
        for pragma in all { try script.append(pragma) }
        return Text(script)
    }
}

extension [UInt8] {
    /// Appends `PRAGMA name = value;`. What is not a number or a word is quoted, so that a value
    /// from a configuration file cannot carry a second statement.
    fileprivate mutating func append(_ pragma: ConnectionOptions.Pragma) throws(SQLiteError) {
        guard !pragma.name.isEmpty, pragma.name.bytes.allSatisfy(\.isWordByte), !pragma.value.bytes.contains(0) else {
            throw SQLiteError(
                extendedCode: SQLITE_MISUSE, message: Text("not the name and value of a pragma: ") + pragma.name)
        }
        append("PRAGMA ")
        append(pragma.name)
        append(" = ")
        if !pragma.value.isEmpty, pragma.value.bytes.allSatisfy({ $0.isWordByte || $0 == 0x2D || $0 == 0x2E }),
            pragma.value.firstIndex(of: "--") == nil
        {
            append(pragma.value)
        } else {
            append(0x27)
            for byte in pragma.value.bytes {
                if byte == 0x27 { append(byte) }
                append(byte)
            }
            append(0x27)
        }
        append(";\n")
    }
}

extension UInt8 {
    /// A letter or digit of ASCII, or an underscore.
    fileprivate var isWordByte: Bool {
        self &- 48 < 10 || (self | 0x20) &- 97 < 26 || self == 0x5F
    }
}
