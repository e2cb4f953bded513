import Testing

@testable import NoormmeJSON

@Suite struct ParserTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-0", "-1", "10", "1.5", "-0.0e+00", "1E400", "1e-3", "\"\"", "[]", "{}",
        " \t\r\n[ 1 , 2 ] \n", "[[],{}]", #"{"":0}"#, #"{"a":1,"a":2}"#, #"{ "a" : { "b" : [ null ] } }"#,
        #""\u0000""#, #""\ud83d\ude00""#, #""\uD83D\uDE00 \"\\\/\b\f\n\r\t\uABcd""#,
        "\"\u{7F}\u{80}\u{2028}\u{FFFF}\u{10FFFF}\"",
        "123456789012345678901234567890", "\"12345678\"", "\"1234567\"", "\"1234567é89012345678\"",
    ])
    func accepts(_ text: String) {
        #expect(failure(text) == nil)
        #expect(recognises(utf8(text)))
    }

    @Test(arguments: [
        ("", JSONError.Code.unexpectedEnd, 0), (" \n", .unexpectedEnd, 2), ("[", .unexpectedEnd, 1),
        ("[1", .unexpectedEnd, 2), ("[1,", .unexpectedEnd, 3), ("{", .unexpectedEnd, 1), (#"{"a"#, .unexpectedEnd, 3),
        (#"{"a""#, .unexpectedEnd, 4), (#"{"a":"#, .unexpectedEnd, 5), (#"{"a":1"#, .unexpectedEnd, 6),
        (#"{"a":1,"#, .unexpectedEnd, 7), ("\"", .unexpectedEnd, 1), ("\"abcdefghijkl", .unexpectedEnd, 13),
        (#""\"#, .unexpectedEnd, 2), ("-", .unexpectedEnd, 1), ("1.", .unexpectedEnd, 2), ("1e", .unexpectedEnd, 2),
        ("1e+", .unexpectedEnd, 3), ("nul", .unexpectedEnd, 3), ("[fals", .unexpectedEnd, 5),
        ("\u{FEFF}1", .byteOrderMark, 0), ("]", .expectedValue, 0), ("[,1]", .expectedValue, 1),
        ("[1,]", .expectedValue, 3), ("[1,,2]", .expectedValue, 3), ("'a'", .expectedValue, 0),
        ("+1", .expectedValue, 0),
        (".5", .expectedValue, 0), ("\u{B}1", .expectedValue, 0), ("\u{0}", .expectedValue, 0),
        ("é", .expectedValue, 0),
        ("/**/1", .expectedValue, 0), (#"{"a":}"#, .expectedValue, 5), ("{1:2}", .expectedKey, 1),
        ("{,}", .expectedKey, 1), (#"{"a":1,}"#, .expectedKey, 7), ("{a:1}", .expectedKey, 1),
        (#"{"a" 1}"#, .expectedColon, 5), (#"{"a"}"#, .expectedColon, 4), ("[1 2]", .expectedCommaOrEnd, 3),
        ("[1}", .expectedCommaOrEnd, 2), (#"{"a":1]"#, .expectedCommaOrEnd, 6), ("[1:2]", .expectedCommaOrEnd, 2),
        (#"["a" "b"]"#, .expectedCommaOrEnd, 5), ("1 2", .trailingBytes, 2), ("{}}", .trailingBytes, 2),
        ("\"\"x", .trailingBytes, 2), ("1\u{0}", .trailingBytes, 1), ("1a", .trailingBytes, 1),
        ("nope", .invalidLiteral, 0), ("True", .invalidLiteral, 0), ("[nulL]", .invalidLiteral, 1),
        ("NaN", .invalidLiteral, 0), ("Infinity", .invalidLiteral, 0), ("[falsy]", .invalidLiteral, 1),
        ("nullx", .trailingBytes, 4), ("01", .invalidNumber, 0), ("-01", .invalidNumber, 0),
        ("[00]", .invalidNumber, 1),
        ("-a", .invalidNumber, 1), ("-Infinity", .invalidNumber, 1), ("1.e5", .invalidNumber, 2),
        ("1.a", .invalidNumber, 2), ("1ea", .invalidNumber, 2), ("1e+-1", .invalidNumber, 3),
        ("0x10", .trailingBytes, 1),
        ("\"a\u{1F}\"", .controlCharacter, 2), ("\"12345678\n\"", .controlCharacter, 9),
        ("\"\u{0}\"", .controlCharacter, 1),
        (#""\x""#, .invalidEscape, 1), (#""ab\ ""#, .invalidEscape, 3), (#""\u12""#, .invalidEscape, 1),
        (#""\u12G4""#, .invalidEscape, 1), (#""\u+123""#, .invalidEscape, 1), (#""\U0041""#, .invalidEscape, 1),
        (#""\ud800""#, .loneSurrogate, 1), (#""a\udc00""#, .loneSurrogate, 2), (#""\ud800\ud800""#, .loneSurrogate, 1),
        (#""\ud800\n""#, .loneSurrogate, 1), (#""\udc00\udc00""#, .loneSurrogate, 1),
        (#""\ud83d\ude00\ude00""#, .loneSurrogate, 13),
        (#""\ud800abcdefgh""#, .loneSurrogate, 1),
    ])
    func refuses(_ text: String, _ code: JSONError.Code, _ offset: Int) {
        #expect(failure(text) == JSONError(code, offset: Int64(offset)))
        #expect(!recognises(utf8(text)))
    }

    /// Text with the bytes at fault inside a string, after 0 to 9 plain bytes, so that they
    /// fall on every place of a word.
    @Test(
        arguments: [
            ([0x80], "continuation alone"), ([0xBF], "continuation alone"), ([0xC0, 0x80], "overlong NUL"),
            ([0xC1, 0xBF], "overlong"), ([0xC3], "cut"), ([0xC3, 0x28], "cut"), ([0xE0, 0x9F, 0xBF], "overlong"),
            ([0xE2, 0x82], "cut"), ([0xE2, 0x28, 0xA1], "cut"), ([0xED, 0xA0, 0x80], "surrogate"),
            ([0xED, 0xBF, 0xBF], "surrogate"), ([0xF0, 0x8F, 0xBF, 0xBF], "overlong"), ([0xF0, 0x9F, 0x98], "cut"),
            ([0xF4, 0x90, 0x80, 0x80], "above 10FFFF"), ([0xF5, 0x80, 0x80, 0x80], "no lead"), ([0xFE], "no lead"),
            ([0xFF], "no lead"), ([0xF8, 0x88, 0x80, 0x80, 0x80], "five bytes"),
        ] as [([UInt8], String)])
    func refusesIllFormedUTF8(_ fault: [UInt8], _ why: String) {
        for plain in 0..<10 {
            let text = [0x22] + [UInt8](repeating: 0x61, count: plain) + fault + utf8("bcdefghijkl\"")
            #expect(failure(text) == JSONError(.invalidUTF8, offset: Int64(1 + plain)), "\(why) after \(plain)")
            #expect(failure([0x22] + fault)?.code == .invalidUTF8, "\(why) at the end")
        }
    }

    @Test func agreesWithTheStandardLibraryOnEveryScalarAndTwoByteSequence() {
        for value in UInt32(0x80)...0x10FFFF {
            guard value % 7 == 0 || value < 0x900 || (0xD700...0xE100).contains(value) || value > 0x10FF00,
                let scalar = Unicode.Scalar(value)
            else { continue }
            #expect(failure([0x22] + Array(String(scalar).utf8) + [0x22]) == nil, "U+\(String(value, radix: 16))")
        }
        for first in UInt8(0x80)...0xFF {
            for second in UInt8(0x80)...0xFF {
                let text: [UInt8] = [0x22, first, second, 0x22]
                #expect((failure(text) == nil) == (String(validating: text, as: UTF8.self) != nil))
            }
        }
    }

    @Test func findsControlCharactersAtEveryPlaceOfAWord() {
        for control in UInt8(0)..<0x20 {
            for plain in 0..<17 {
                let text = [0x22] + [UInt8](repeating: 0x61, count: plain) + [control] + utf8("bcdefghijkl\"")
                #expect(failure(text) == JSONError(.controlCharacter, offset: Int64(1 + plain)))
            }
        }
    }

    @Test func limitsDepth() throws {
        #expect(failure("[[]]", depthLimit: 2) == nil)
        #expect(failure("[[]]", depthLimit: 1) == JSONError(.tooDeep, offset: 1))
        #expect(failure("[[],[[]]]", depthLimit: 2) == JSONError(.tooDeep, offset: 5))
        #expect(failure(#"{"a":{}}"#, depthLimit: 1) == JSONError(.tooDeep, offset: 5))
        #expect(failure("1", depthLimit: 0) == nil)
        #expect(failure("[]", depthLimit: 0) == JSONError(.tooDeep, offset: 0))
        #expect(failure("[]", depthLimit: -5) == JSONError(.tooDeep, offset: 0))
        let deep = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)
        #expect(failure(deep) == nil)
        #expect(failure("[" + deep + "]") == JSONError(.tooDeep, offset: 128))
    }

    /// The parser does not recurse: a depth no stack would bear is only memory.
    @Test func bearsAnyDepthThatIsAllowed() throws {
        let count = 300_000
        let deep = String(repeating: "[", count: count) + String(repeating: "]", count: count)
        let root = try parse(deep, depthLimit: Int.max)
        #expect(root.count == 1)
        #expect(root.sourceRange == 0..<2 * count)
        #expect(failure(String(repeating: "[", count: count), depthLimit: Int.max)?.code == .unexpectedEnd)
    }

    @Test func refusesMoreBytesThanOffsetsCanName() {
        #expect(throws: JSONError(.tooLarge, offset: 0)) {
            try JSONDocument.parse(utf8("[1]"), depthLimit: 8, sizeLimit: 3)
        }
        #expect(throws: Never.self) { try JSONDocument.parse(utf8("[1]"), depthLimit: 8, sizeLimit: 4) }
    }

    @Test func everyCodeHasItsOwnMessage() {
        let messages = JSONError.Code.allCases.map { JSONError($0, offset: 0).message.description }
        #expect(Set(messages).count == 15)
        #expect(!messages.contains { $0.contains("\n") || $0.isEmpty })
    }
}
