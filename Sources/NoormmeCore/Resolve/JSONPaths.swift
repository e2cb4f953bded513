import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// SQLite's JSON paths.
///
/// SQLite 3.40 compares keys as they are spelled, and writers spell the same key differently: JavaScript
/// leaves characters beyond ASCII as they are, Python writes `\u00e9`. A path with such a character is
/// therefore asked for both ways.
enum JSONPaths {
    /// Whole numbers are array indexes, negative ones from the end; everything else is an object key.
    static func path(_ keys: [Text]) -> Text {
        var path: Text = "$"
        for key in keys {
            if let index = key.int64, Number.isInteger(key) {
                if index < 0 {
                    path += "[#"
                    path += key
                } else {
                    path += "["
                    path += Text(index)
                }
                path += "]"
            } else {
                append(name: key, to: &path)
            }
        }
        return path
    }

    static func append(name: Text, to path: inout Text) {
        var writer = JSONWriter()
        writer.string(name)
        path += "."
        path += Text(writer.bytes)
    }

    /// The type of the value at a path; NULL when there is none.
    static func type(_ base: SQLExpression, _ path: Text) -> SQLExpression {
        spelled(path) { .call("JSON_TYPE", [base, .string($0)]) }
    }

    /// The value at a path as JSON.
    static func json(_ base: SQLExpression, _ path: Text) -> SQLExpression {
        spelled(path) { .binary(.jsonArrow, base, .string($0)) }
    }

    /// The form in which a JSON value is compared: scalars as SQL values, but null, true and false by name,
    /// because SQL has other ones.
    static func comparisonForm(_ base: SQLExpression, _ path: Text) -> SQLExpression {
        let type = type(base, path)
        return .caseWhen(
            [
                WhenThen(
                    condition: .inList(type, [.string("false"), .string("true"), .string("null")]), result: type)
            ], otherwise: spelled(path) { .call("JSON_EXTRACT", [base, .string($0)]) })
    }

    private static func spelled(_ path: Text, _ form: (Text) -> SQLExpression) -> SQLExpression {
        guard let other = escaped(path) else { return form(path) }
        return .call("COALESCE", [form(path), form(other)])
    }

    /// The path in ASCII alone; nil when it is that already.
    private static func escaped(_ path: Text) -> Text? {
        guard path.bytes.contains(where: { $0 >= 0x7F }) else { return nil }
        var escaped: [UInt8] = []
        var index = 0
        while index < path.count {
            let byte = path.bytes[index]
            if byte < 0x7F {
                escaped.append(byte)
                index += 1
                continue
            }
            let length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            var scalar = UInt32(byte) & (length == 1 ? 0x7F : 0xFF >> UInt32(length + 1))
            for offset in 1..<max(1, length) where index + offset < path.count {
                scalar = scalar << 6 | UInt32(path.bytes[index + offset] & 0x3F)
            }
            index += length
            if scalar > 0xFFFF {
                append(unit: 0xD800 + (scalar - 0x10000) >> 10, to: &escaped)
                append(unit: 0xDC00 + (scalar - 0x10000) & 0x3FF, to: &escaped)
            } else {
                append(unit: scalar, to: &escaped)
            }
        }
        return Text(escaped)
    }

    private static func append(unit: UInt32, to bytes: inout [UInt8]) {
        bytes.append(0x5C)
        bytes.append(0x75)
        for shift in stride(from: UInt32(12), through: 0, by: -4) {
            let digit = UInt8(unit >> shift & 15)
            bytes.append(digit < 10 ? 48 + digit : 87 + digit)
        }
    }
}
