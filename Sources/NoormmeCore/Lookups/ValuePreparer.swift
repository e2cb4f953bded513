import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// What a literal is once its conversion is known.
enum PreparedValue {
    case value(SQLValue)
    /// An integer no column of the type can hold: every stored value is above or below it.
    case belowAll
    case aboveAll
}

/// Turns literals into the values SQLite compares or stores, by the type of the column: Django's
/// get_prep_value and get_db_prep_value.
enum ValuePreparer {
    static func prepare(_ value: JSONValue, _ conversion: Conversion) throws(NoormmeError) -> PreparedValue {
        if conversion.operation.isLike, conversion.type != .uuidHex, let range = value.plainTextRange {
            let text = value.document.bytes.withUnsafeBufferPointer {
                pattern(UnsafeBufferPointer(rebasing: $0[range]), conversion.operation)
            }
            return .value(.text(text))
        }
        let literal = try Literal.read(value)
        switch conversion.operation {
        case .likeExact, .likeContains, .likeStarts, .likeEnds:
            let text = try plainText(literal, conversion.type, value)
            return .value(.text(text.bytes.withUnsafeBufferPointer { pattern($0, conversion.operation) }))
        case .globContains, .globStarts, .globEnds:
            let text = try plainText(literal, conversion.type, value)
            return .value(.text(globPattern(text, conversion.operation)))
        case .list:
            return .value(.text(try list(value, conversion)))
        case .verbatim:
            return .value(.text(try plainText(literal, conversion.type, value)))
        case .yearStart, .yearEnd:
            return try yearBound(literal, conversion, value)
        case .plain, .ceiling, .store:
            if case .null = literal { return .value(.null) }
            return try convert(literal, conversion, value)
        }
    }

    private static func convert(
        _ literal: Literal, _ conversion: Conversion, _ value: JSONValue
    ) throws(NoormmeError) -> PreparedValue {
        switch conversion.type {
        case .any:
            if conversion.keepsZone, case .datetime = literal {
                return .value(try temporal(literal, conversion, value))
            }
            return .value(try storage(literal, value))
        case .integer, .positiveInteger, .bigInteger:
            return try integer(literal, conversion, value)
        case .duration:
            if case .duration(let microseconds) = literal { return .value(.integer(microseconds)) }
            return try integer(literal, conversion, value)
        case .real: return .value(try real(literal, value))
        case .decimal: return .value(try decimal(literal, value))
        case .boolean: return .value(try boolean(literal, value))
        case .text, .ipAddress: return .value(.text(try plainText(literal, conversion.type, value)))
        case .date, .datetime, .time, .datetimeMilliseconds:
            return .value(try temporal(literal, conversion, value))
        case .uuidHex: return .value(.text(try uuid(literal, value)))
        case .json: return .value(.text(jsonText(literal, value)))
        case .blob:
            if case .blob(let bytes) = literal { return .value(.blob(bytes)) }
            if case .text(let text) = literal { return .value(.text(text)) }
            throw mismatch("bytes", value)
        }
    }

    /// The storage class a literal has by itself.
    static func storage(_ literal: Literal, _ value: JSONValue) throws(NoormmeError) -> SQLValue {
        switch literal {
        case .null: return .null
        case .jsonNull: return .text("null")
        case .bool(let flag): return .integer(flag ? 1 : 0)
        case .integer(let number), .duration(let number): return .integer(number)
        case .hugeInteger(let digits), .real(let digits), .decimal(let digits): return .real(digits)
        case .text(let text): return .text(text)
        case .blob(let bytes): return .blob(bytes)
        case .date(let text):
            guard let moment = Temporal(text), moment.hasDate else { throw mismatch("a date", value) }
            return .text(moment.dateText)
        case .datetime(let text):
            guard let moment = Temporal(text), moment.hasDate else { throw mismatch("a date and time", value) }
            return .text(moment.datetimeText)
        case .time(let text):
            guard let moment = Temporal(text), moment.hasTime else { throw mismatch("a time", value) }
            return .text(moment.timeText)
        case .uuid: return .text(try uuid(literal, value))
        case .json(let json): return .text(json.source)
        }
    }

    private static func integer(
        _ literal: Literal, _ conversion: Conversion, _ value: JSONValue
    ) throws(NoormmeError) -> PreparedValue {
        let whole: Number.Whole
        switch literal {
        case .integer(let number), .duration(let number): whole = .value(number)
        case .bool(let flag): whole = .value(flag ? 1 : 0)
        case .hugeInteger(let digits), .real(let digits), .decimal(let digits):
            if conversion.operation == .store, case .hugeInteger = literal {
                throw mismatch("an integer of 64 bits", value, .dataError)
            }
            guard let number = Number.whole(digits, conversion.operation == .ceiling ? .up : .towardZero) else {
                throw mismatch("a number", value)
            }
            whole = number
        case .text(let text):
            let trimmed = trim(text)
            guard Number.isInteger(trimmed) else { throw mismatch("a number", value) }
            whole = Number.whole(trimmed, .towardZero) ?? .tooHigh
        case .json: throw mismatch("a number", value, .typeError)
        default: throw mismatch("a number", value)
        }
        switch whole {
        case .value(let number):
            if conversion.type == .positiveInteger && number < 0 && conversion.operation != .store { return .belowAll }
            return .value(.integer(number))
        case .tooLow: return .belowAll
        case .tooHigh: return .aboveAll
        }
    }

    private static func real(_ literal: Literal, _ value: JSONValue) throws(NoormmeError) -> SQLValue {
        switch literal {
        case .integer(let number): return .integer(number)
        case .bool(let flag): return .integer(flag ? 1 : 0)
        case .hugeInteger(let digits), .real(let digits), .decimal(let digits): return .real(digits)
        case .text(let text):
            let trimmed = trim(text)
            guard Number.isDecimal(trimmed) else { throw mismatch("a number", value) }
            return .real(trimmed)
        case .json: throw mismatch("a number", value, .typeError)
        default: throw mismatch("a number", value)
        }
    }

    private static func decimal(_ literal: Literal, _ value: JSONValue) throws(NoormmeError) -> SQLValue {
        switch literal {
        case .integer(let number): return .integer(number)
        case .bool(let flag): return .integer(flag ? 1 : 0)
        case .hugeInteger(let digits), .real(let digits), .decimal(let digits), .text(let digits):
            let trimmed = trim(digits)
            guard Number.isDecimal(trimmed) else { throw mismatch("a decimal number", value, .validationError) }
            if Number.isInteger(trimmed), let whole = trimmed.int64 { return .integer(whole) }
            return .real(trimmed)
        default: throw mismatch("a decimal number", value, .validationError)
        }
    }

    private static func boolean(_ literal: Literal, _ value: JSONValue) throws(NoormmeError) -> SQLValue {
        switch literal {
        case .bool(let flag): return .integer(flag ? 1 : 0)
        case .integer(0), .text("0"), .text("f"), .text("False"), .text("false"): return .integer(0)
        case .integer(1), .text("1"), .text("t"), .text("True"), .text("true"): return .integer(1)
        default: throw mismatch("true or false", value, .validationError)
        }
    }

    private static func temporal(
        _ literal: Literal, _ conversion: Conversion, _ value: JSONValue
    ) throws(NoormmeError) -> SQLValue {
        let moment: Temporal?
        switch literal {
        case .text(let text), .date(let text), .datetime(let text), .time(let text): moment = Temporal(trim(text))
        case .integer(let number): moment = Temporal(milliseconds: number)
        case .bool, .blob, .json: throw mismatch("a date or time", value, .typeError)
        default: moment = nil
        }
        guard let moment else { throw mismatch("a date or time", value, .validationError) }
        if conversion.keepsZone {
            guard moment.hasDate else { throw mismatch("a date and time", value, .validationError) }
            return .text(moment.offset == nil ? moment.datetimeText : moment.datetimeText + "Z")
        }
        switch conversion.type {
        case .date:
            guard moment.hasDate else { throw mismatch("a date", value, .validationError) }
            return .text(moment.inUTC.dateText)
        case .time:
            guard moment.hasTime else { throw mismatch("a time", value, .validationError) }
            return .text(moment.timeText)
        case .datetimeMilliseconds:
            guard moment.hasDate else { throw mismatch("a date and time", value, .validationError) }
            return .integer(moment.milliseconds)
        default:
            guard moment.hasDate else { throw mismatch("a date and time", value, .validationError) }
            return .text(moment.datetimeText)
        }
    }

    static func uuid(_ literal: Literal, _ value: JSONValue) throws(NoormmeError) -> Text {
        let text: Text
        switch literal {
        case .uuid(let inner), .text(let inner): text = inner
        case .integer(let number) where number >= 0: return hexadecimal(number)
        default: throw mismatch("a UUID", value, .validationError)
        }
        var hex: [UInt8] = []
        for byte in text.asciiLowercased.bytes {
            switch byte {
            case 48...57, 97...102: hex.append(byte)
            case 0x2D, 0x7B, 0x7D: continue
            default: throw mismatch("a UUID", value, .validationError)
            }
        }
        guard hex.count == 32 else { throw mismatch("a UUID", value, .validationError) }
        return Text(hex)
    }

    /// A whole number as the 128 bits of a UUID.
    private static func hexadecimal(_ number: Int64) -> Text {
        var digits = [UInt8](repeating: 48, count: 32)
        var rest = number
        for position in stride(from: 31, to: 15, by: -1) {
            let digit = UInt8(truncatingIfNeeded: rest & 15)
            digits[position] = digit < 10 ? 48 + digit : 87 + digit
            rest >>= 4
        }
        return Text(digits)
    }

    /// The JSON text a JSON column stores.
    static func jsonText(_ literal: Literal, _ value: JSONValue) -> Text {
        switch literal {
        case .json(let json): return json.source
        case .jsonNull, .null: return "null"
        case .bool(let flag): return flag ? "true" : "false"
        case .integer(let number), .duration(let number): return Text(number)
        case .hugeInteger(let digits), .real(let digits), .decimal(let digits): return digits
        case .text(let text), .date(let text), .datetime(let text), .time(let text), .uuid(let text):
            var writer = JSONWriter()
            writer.string(text)
            return Text(writer.bytes)
        case .blob: return "null"
        }
    }

    /// A literal as text: what LIKE and text columns compare.
    static func plainText(_ literal: Literal, _ type: FieldType, _ value: JSONValue) throws(NoormmeError) -> Text {
        switch literal {
        case .text(let text):
            if type == .uuidHex {
                return Text(text.bytes.filter { $0 != 0x2D })
            }
            return text
        case .integer(let number), .duration(let number): return Text(number)
        case .hugeInteger(let digits), .real(let digits), .decimal(let digits): return digits
        case .bool(let flag): return flag ? "True" : "False"
        case .date, .datetime, .time, .uuid:
            if case .text(let text) = try storage(literal, value) { return text }
            throw mismatch("text", value)
        case .null, .jsonNull: return "None"
        case .blob, .json: throw mismatch("text", value, .typeError)
        }
    }

    private static func pattern(_ text: UnsafeBufferPointer<UInt8>, _ operation: Conversion.Operation) -> Text {
        Text(
            [UInt8](unsafeUninitializedCapacity: 2 &* text.count &+ 2) { (room, used) in
                if operation == .likeContains || operation == .likeEnds {
                    room[used] = 0x25
                    used &+= 1
                }
                for byte in text {
                    if byte == 0x25 || byte == 0x5F || byte == 0x5C {
                        room[used] = 0x5C
                        used &+= 1
                    }
                    room[used] = byte
                    used &+= 1
                }
                if operation == .likeContains || operation == .likeStarts {
                    room[used] = 0x25
                    used &+= 1
                }
            })
    }

    /// GLOB's own escape is a bracket around the character.
    private static func globPattern(_ text: Text, _ operation: Conversion.Operation) -> Text {
        var bytes: [UInt8] = []
        if operation != .globStarts { bytes.append(0x2A) }
        for byte in text.bytes {
            if byte == 0x2A || byte == 0x3F || byte == 0x5B {
                bytes.append(0x5B)
                bytes.append(byte)
                bytes.append(0x5D)
            } else {
                bytes.append(byte)
            }
        }
        if operation != .globEnds { bytes.append(0x2A) }
        return Text(bytes)
    }

    /// A long IN list as one JSON array; what can match nothing is left out, and so is NULL.
    private static func list(_ value: JSONValue, _ list: Conversion) throws(NoormmeError) -> Text {
        var writer = JSONWriter()
        writer.beginArray()
        for element in value.elements where !element.isNull {
            guard case .value(let prepared) = try prepare(element, Conversion(list.type, keepsZone: list.keepsZone))
            else { continue }
            switch prepared {
            case .null: continue
            case .integer(let number): writer.integer(number)
            case .real(let digits): writer.digits(digits)
            case .text(let text): writer.string(text)
            case .blob: throw mismatch("a list without bytes", element, .typeError)
            }
        }
        writer.endArray()
        return Text(writer.bytes)
    }

    /// `year=2020` on a date or a date and time is a range of the column itself, which an index can serve.
    private static func yearBound(
        _ literal: Literal, _ conversion: Conversion, _ value: JSONValue
    ) throws(NoormmeError) -> PreparedValue {
        let prepared = try integer(literal, Conversion(.integer), value)
        guard case .value(.integer(let year)) = prepared, year >= 1, year <= 9999 else {
            throw mismatch("a year from 1 to 9999", value)
        }
        let isStart = conversion.operation == .yearStart
        var text = isStart ? Text("0000-01-01") : Text("0000-12-31")
        let digits = Text(year)
        for (offset, byte) in digits.bytes.enumerated() { text.bytes[4 - digits.count + offset] = byte }
        guard conversion.type != .date else { return .value(.text(text)) }
        text += isStart ? " 00:00:00" : " 23:59:59.999999"
        if conversion.type == .datetimeMilliseconds, let moment = Temporal(text) {
            return .value(.integer(moment.milliseconds))
        }
        return .value(.text(text))
    }

    private static func trim(_ text: Text) -> Text {
        var bytes = text.bytes[...]
        while let first = bytes.first, first == 0x20 || (9...13).contains(first) { bytes = bytes.dropFirst() }
        while let last = bytes.last, last == 0x20 || (9...13).contains(last) { bytes = bytes.dropLast() }
        return Text(bytes)
    }

    /// Names the key the value stands under, the model of the request and the kind of value, never the value.
    static func mismatch(
        _ expected: StaticString, _ value: JSONValue, _ code: ErrorCode = .valueError
    ) -> NoormmeError {
        let path = value.path
        let field = path.name
        var message: Text = field.isEmpty ? "Expected " : "Field '"
        if !field.isEmpty {
            message += field
            message += "' expected "
        }
        message += expected
        message += " but got "
        let got: StaticString =
            switch value.kind {
            case .null: "null"
            case .bool: "true or false"
            case .number: "a number"
            case .string: "text"
            case .array: "a list"
            case .object: "an object"
            }
        message += got
        message += "."
        return NoormmeError(
            code, message, path: path.text, model: value.document.root.member("model")?.text ?? Text(), field: field)
    }

    /// The same error of a field that the value's place in the request does not name.
    static func naming(_ field: Text, _ error: NoormmeError) -> NoormmeError {
        let known = "Field '" + error.field + "'"
        guard !error.field.isEmpty, error.message.bytes.starts(with: known.bytes) else { return error }
        var named = error
        named.message = "Field '" + field + "'" + error.message.dropFirst(known.count)
        named.field = field
        return named
    }
}
