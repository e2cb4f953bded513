import Glibc
import NoormmeSQL
import NoormmeSQLite
import NoormmeText

extension Statement {
    /// Binds a plan's values from the first placeholder on.
    func bind(_ parameters: [Parameter]) throws(SQLiteError) {
        var index = 0
        while index < parameters.count {
            try bind(parameters[index].value, at: index + 1)
            index += 1
        }
    }

    func bind(_ value: SQLValue, at index: Int) throws(SQLiteError) {
        switch value {
        case .null: try bindNull(at: index)
        case .integer(let integer): try bind(integer: integer, at: index)
        case .real(let digits): try bind(real: digits.double, at: index)
        case .text(let text): try bind(text: text, at: index)
        case .blob(let bytes): try bind(blob: bytes, at: index)
        }
    }

    /// Binds a value of another row.
    func bind(_ key: RowKey?, at index: Int) throws(SQLiteError) {
        switch key {
        case nil: try bindNull(at: index)
        case .integer(let integer): try bind(integer: integer, at: index)
        case .real(let real): try bind(real: real, at: index)
        case .text(let text): try bind(text: text, at: index)
        case .blob(let bytes): try bind(blob: bytes, at: index)
        }
    }
}

extension Text {
    /// The number that decimal digits or `inf` and `-inf` mean; what is neither is 0.
    var double: Double {
        // strtod rounds correctly, which a loop over the digits would not.
        var characters = bytes
        characters.append(0)
        return characters.withUnsafeBytes { bytes in
            bytes.baseAddress.map { strtod($0.assumingMemoryBound(to: CChar.self), nil) } ?? 0
        }
    }
}
