import NoormmeCore
import NoormmeSQLite

/// What the rows hold in one column.
struct ColumnCensus {
    /// How a moment is written.
    enum DateForm: Int, CaseIterable {
        case date, spaced, lettered, zoned, number, other

        var name: String {
            switch self {
            case .date: "2020-01-31"
            case .spaced: "2020-01-31 12:30:00"
            case .lettered: "2020-01-31T12:30:00"
            case .zoned: "with Z or an offset"
            case .number: "numbers"
            case .other: "other text"
            }
        }
    }

    private(set) var integers = 0
    private(set) var reals = 0
    private(set) var texts = 0
    private(set) var blobs = 0
    /// Texts that are not UTF-8.
    private(set) var broken = 0
    /// Integers that a boolean is not.
    private(set) var strangers = 0
    private(set) var forms = [Int](repeating: 0, count: DateForm.allCases.count)
    private let isMoment: Bool
    private let isBoolean: Bool

    init(_ type: FieldType) {
        isMoment = type == .datetime || type == .date
        isBoolean = type == .boolean
    }

    mutating func count(_ value: ColumnValue) {
        switch value.type {
        case .null: return
        case .integer:
            integers += 1
            if isMoment { forms[DateForm.number.rawValue] += 1 }
            if isBoolean, value.int64 != 0, value.int64 != 1 { strangers += 1 }
        case .real:
            reals += 1
            if isMoment { forms[DateForm.number.rawValue] += 1 }
        case .blob: blobs += 1
        case .text:
            texts += 1
            let bytes = value.text
            if !Self.isUTF8(bytes) { broken += 1 }
            if isMoment { forms[Self.form(bytes).rawValue] += 1 }
        }
    }

    private static func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        // Most text is ASCII.
        if bytes.allSatisfy({ $0 < 0x80 }) { return true }
        return String(validating: bytes, as: UTF8.self) != nil
    }

    private static func form(_ bytes: UnsafeBufferPointer<UInt8>) -> DateForm {
        func digits(_ range: Range<Int>) -> Bool { range.allSatisfy { bytes[$0] &- 48 < 10 } }
        guard bytes.count >= 10, digits(0..<4), bytes[4] == 0x2D, digits(5..<7), bytes[7] == 0x2D, digits(8..<10) else {
            return .other
        }
        if bytes.count == 10 { return .date }
        guard bytes[10] == 0x20 || bytes[10] == 0x54, bytes.count >= 16, digits(11..<13), bytes[13] == 0x3A else {
            return .other
        }
        let rest = bytes[16...]
        if rest.contains(where: { $0 == 0x5A || $0 == 0x2B || $0 == 0x2D }) { return .zoned }
        return bytes[10] == 0x20 ? .spaced : .lettered
    }

    /// The storage classes there are, those that are numbers as one.
    var kinds: [(name: String, count: Int)] {
        var kinds: [(String, Int)] = []
        if integers + reals > 0 {
            kinds.append((reals == 0 ? "integer" : integers == 0 ? "real" : "number", integers + reals))
        }
        if texts > 0 { kinds.append(("text", texts)) }
        if blobs > 0 { kinds.append(("blob", blobs)) }
        return kinds
    }
}
