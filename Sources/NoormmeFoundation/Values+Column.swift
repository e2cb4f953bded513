import Foundation
import Noormme

/// 32 hexadecimal digits without hyphens in the database, as Django stores them; read with or without hyphens.
extension UUID: ColumnConvertible, FieldValue {
    public var operandTerm: Term { Expression.uuid(uuidString).operandTerm }
    public var jsonValue: Value { .text(uuidString.lowercased()) }

    public init?(column value: Value) {
        guard case .text(let text) = value else { return nil }
        var digits = text.filter { $0 != "-" }
        guard digits.utf8.count == 32 else { return nil }
        for offset in [20, 16, 12, 8] { digits.insert("-", at: digits.index(digits.startIndex, offsetBy: offset)) }
        self.init(uuidString: digits)
    }
}

/// A blob; inside a JSON column base64 text.
extension Data: ColumnConvertible, FieldValue {
    public var operandTerm: Term { .value(.blob([UInt8](self))) }
    public var jsonValue: Value { .text(base64EncodedString()) }

    public init?(column value: Value) {
        switch value {
        case .blob(let bytes): self.init(bytes)
        case .text(let text): self.init(base64Encoded: text)
        default: return nil
        }
    }
}

/// A decimal number by its digits, so that none is lost.
extension Decimal: ColumnConvertible, FieldValue {
    public var operandTerm: Term { Expression.decimal(description).operandTerm }
    public var jsonValue: Value { .text(description) }

    public init?(column value: Value) {
        let digits: String
        switch value {
        case .text(let text): digits = text
        case .integer(let number): digits = String(number)
        case .real(let number): digits = String(number)
        default: return nil
        }
        // `Decimal(string:)` reads what it can of a text: all of it must be a number.
        guard Double(digits)?.isFinite == true, !digits.lowercased().contains("x") else { return nil }
        self.init(string: digits, locale: nil)
    }
}

/// Text.
extension URL: ColumnConvertible, FieldValue {
    public var operandTerm: Term { .value(.text(absoluteString)) }
    public var jsonValue: Value { .text(absoluteString) }

    public init?(column value: Value) {
        guard case .text(let text) = value else { return nil }
        self.init(string: text)
    }
}
