/// Why bytes are not a JSON document, and where.
public struct JSONError: Error, Equatable, Sendable {
    public enum Code: UInt8, CaseIterable, Sendable {
        /// More bytes than a tape can address (2 GiB less one).
        case tooLarge
        /// Arrays and objects nest deeper than the caller allows.
        case tooDeep
        /// The bytes end inside a value, or hold none.
        case unexpectedEnd
        case byteOrderMark
        case expectedValue
        case expectedKey
        case expectedColon
        case expectedCommaOrEnd
        /// Something other than white space follows the value.
        case trailingBytes
        case invalidLiteral
        case invalidNumber
        /// A byte below 0x20 stands unescaped in a string.
        case controlCharacter
        case invalidEscape
        /// A `\u` escape names half of a surrogate pair.
        case loneSurrogate
        case invalidUTF8
    }

    public let code: Code
    /// The byte at fault, counted from 0; the number of bytes when they end too soon.
    public let offset: Int64

    @inlinable
    public init(_ code: Code, offset: Int64) {
        self.code = code
        self.offset = offset
    }

    /// One line without the offset.
    public var message: StaticString {
        switch code {
        case .tooLarge: "the JSON text is larger than 2 GiB"
        case .tooDeep: "arrays and objects nest too deeply"
        case .unexpectedEnd: "the JSON text ends too soon"
        case .byteOrderMark: "the JSON text starts with a byte order mark"
        case .expectedValue: "expected a JSON value"
        case .expectedKey: "expected a key in double quotes"
        case .expectedColon: "expected ':' after the key"
        case .expectedCommaOrEnd: "expected ',' or the closing bracket"
        case .trailingBytes: "expected nothing after the JSON value"
        case .invalidLiteral: "expected null, true or false"
        case .invalidNumber: "invalid number"
        case .controlCharacter: "unescaped control character in a string"
        case .invalidEscape: "invalid escape in a string"
        case .loneSurrogate: "an escape names a lone surrogate"
        case .invalidUTF8: "invalid UTF-8"
        }
    }
}
