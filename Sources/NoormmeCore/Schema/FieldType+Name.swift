import NoormmeText

extension FieldType {
    /// The name configuration, wire format and tools use: `text`, `decimal(10,2)`.
    public var name: Text {
        switch self {
        case .any: "any"
        case .integer: "integer"
        case .positiveInteger: "positive_integer"
        case .bigInteger: "bigint"
        case .real: "real"
        case .decimal(let digits, let places): FieldType.decimalName(digits, places)
        case .boolean: "boolean"
        case .text: "text"
        case .date: "date"
        case .datetime: "datetime"
        case .datetimeMilliseconds: "datetime_ms"
        case .time: "time"
        case .duration: "duration"
        case .uuidHex: "uuid"
        case .json: "json"
        case .blob: "blob"
        case .ipAddress: "ip"
        }
    }

    private static func decimalName(_ digits: Int32, _ places: Int32) -> Text {
        var name: Text = "decimal"
        guard digits > 0 else { return name }
        name.bytes.append("(" as StaticString)
        name.bytes.appendDecimal(Int64(digits))
        name.bytes.append("," as StaticString)
        name.bytes.appendDecimal(Int64(places))
        name.bytes.append(")" as StaticString)
        return name
    }

    /// The type of that name, nil when there is none. `decimal`, `decimal(10)` and `decimal(10,2)` are accepted.
    public static func parse(_ name: Text) -> FieldType? {
        switch name {
        case "any": return .any
        case "integer": return .integer
        case "positive_integer": return .positiveInteger
        case "bigint": return .bigInteger
        case "real": return .real
        case "boolean": return .boolean
        case "text": return .text
        case "date": return .date
        case "datetime": return .datetime
        case "datetime_ms": return .datetimeMilliseconds
        case "time": return .time
        case "duration": return .duration
        case "uuid": return .uuidHex
        case "json": return .json
        case "blob": return .blob
        case "ip": return .ipAddress
        default:
            guard name.hasPrefix("decimal") else { return nil }
            let arguments = name.dropFirst(7)
            if arguments.isEmpty { return .decimal(digits: 0, places: 0) }
            guard arguments.hasPrefix("("), arguments.hasSuffix(")") else { return nil }
            return decimal(arguments: arguments)
        }
    }

    /// Every name there is, for "did you mean".
    static var names: [Text] {
        [
            "any", "integer", "positive_integer", "bigint", "real", "decimal", "boolean", "text", "date", "datetime",
            "datetime_ms", "time", "duration", "uuid", "json", "blob", "ip",
        ]
    }

    /// From `(10)`, `(10,2)` or `( 10 , 2 )`; nil when the numbers are no precision and scale.
    static func decimal(arguments: Text) -> FieldType? {
        var numbers: [Int32] = [0, 0]
        var position = 0
        var digitsSeen = 0
        for byte in arguments.bytes.dropFirst().dropLast() {
            if byte == 0x20 { continue }
            if byte == 0x2C {
                guard position == 0, digitsSeen > 0 else { return nil }
                position = 1
                digitsSeen = 0
                continue
            }
            let digit = byte &- 48
            guard digit < 10, digitsSeen < 4 else { return nil }
            numbers[position] = numbers[position] * 10 + Int32(digit)
            digitsSeen += 1
        }
        guard digitsSeen > 0, numbers[0] > 0, numbers[1] <= numbers[0] else { return nil }
        return .decimal(digits: numbers[0], places: numbers[1])
    }
}
