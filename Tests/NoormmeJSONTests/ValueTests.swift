import NoormmeText
import Testing

@testable import NoormmeJSON

@Suite struct ValueTests {
    @Test func tellsKinds() throws {
        let root = try parse(#"[null,true,1,"",[],{}]"#)
        #expect(root.elements.map(\.kind) == [.null, .bool, .number, .string, .array, .object])
        #expect(root.elements.map(\.isNull) == [true, false, false, false, false, false])
        #expect(try parse("true").bool == true)
        #expect(try parse("false").bool == false)
    }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("7", 7), ("-1", -1), ("5000000000", 5_000_000_000),
        ("999999999999999999", 999_999_999_999_999_999),
        ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min), ("9223372036854775806", Int64.max - 1),
    ])
    func readsIntegers(_ text: String, _ value: Int64) throws {
        let number = try parse(text)
        #expect(number.int64 == value)
        #expect(number.isInteger)
        #expect(string(number.digits) == text)
    }

    @Test(arguments: [
        ("9223372036854775808", true), ("-9223372036854775809", true), ("10000000000000000000", true),
        ("99999999999999999999999999", true), ("-99999999999999999999", true), ("18446744073709551617", true),
        ("1.0", false), ("1e2", false), ("1E2", false), ("-0.0", false),
    ])
    func leavesOtherNumbersAsDigits(_ text: String, _ isInteger: Bool) throws {
        let number = try parse(text)
        #expect(number.int64 == nil)
        #expect(number.isInteger == isInteger)
        #expect(string(number.digits) == text)
    }

    @Test(arguments: [
        (#""""#, ""), (#""a""#, "a"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u0041\u00e9\u20AC""#, "Aé€"),
        (#""\u0000x""#, "\0x"), (#""\u007f\u0080\u07ff\u0800\uffff""#, "\u{7F}\u{80}\u{7FF}\u{800}\u{FFFF}"),
        (#""\ud800\udc00\uDBFF\uDFFF\ud83d\ude00""#, "\u{10000}\u{10FFFF}😀"), ("\"Zoë 日本 😀\"", "Zoë 日本 😀"),
        (#""tail\n""#, "tail\n"), (#""\\u0041""#, #"\u0041"#),
    ])
    func decodesText(_ source: String, _ text: String) throws {
        let value = try parse(source)
        #expect(value.text.bytes == utf8(text))
        #expect(value.stringEquals(Text(utf8(text))))
        #expect(!value.stringEquals(Text(utf8(text + "x"))))
        #expect(!value.stringEquals(Text(utf8("x" + text))))
        if !text.isEmpty { #expect(!value.stringEquals(Text(utf8(text).dropLast()))) }
        let key = try #require(try parse("{\(source):1}").members.map(\.key).first)
        #expect(key.text.bytes == utf8(text))
        #expect(key.equals(Text(utf8(text))))
        #expect(try parse("{\(source):1}").member(Text(utf8(text)))?.int64 == 1)
        #expect((value.plainTextRange == nil) == source.contains(#"\"#))
        if let range = value.plainTextRange { #expect(Array(value.document.bytes[range]) == utf8(text)) }
    }

    @Test func comparesWithLiterals() throws {
        #expect(try parse(#""filter""#).stringEquals("filter"))
        #expect(try parse(#""f\u0069lter""#).stringEquals("filter"))
        #expect(try !parse(#""filter""#).stringEquals("filtes"))
        #expect(try !parse(#""filter""#).stringEquals("filte"))
        #expect(try !parse(#""f\u0069lter""#).stringEquals("filt"))
        #expect(try !parse(#""f\u0069lter""#).stringEquals("filters"))
        #expect(try !parse("12").stringEquals("12"))
        #expect(try parse(#""""#).stringEquals(""))
    }

    @Test func findsMembers() throws {
        let root = try parse(#"{"a":1,"b":{"a":9},"":0,"a":2,"\u0063":3}"#)
        #expect(root.member("a")?.int64 == 2)
        #expect(root.member("c")?.int64 == 3)
        #expect(root.member("")?.int64 == 0)
        #expect(root.member(Text())?.int64 == 0)
        #expect(root.member("b")?.member("a")?.int64 == 9)
        #expect(root.member("d") == nil)
        #expect(root.member("aa") == nil)
        #expect(root.count == 5)
        #expect(root.members.map { string($0.key.text) } == ["a", "b", "", "a", "c"])
        #expect(root.members.map(\.value.kind) == [.number, .object, .number, .number, .number])
        #expect(root.members.map { $0.key.equals("a") } == [true, false, false, true, false])
    }

    @Test func findsElements() throws {
        let flat = try parse("[10,20,30]")
        #expect((0..<3).map { flat.element(at: $0)?.int64 } == [10, 20, 30])
        let mixed = try parse(#"[10,[1,[2]],{"a":[]},40]"#)
        #expect(mixed.count == 4)
        #expect(mixed.element(at: 3)?.int64 == 40)
        #expect(mixed.element(at: 1)?.element(at: 1)?.element(at: 0)?.int64 == 2)
        #expect(mixed.element(at: 2)?.member("a")?.count == 0)
        for position in [-1, 4, Int.max, Int.min] { #expect(mixed.element(at: position) == nil) }
        #expect(try parse("[]").element(at: 0) == nil)
        // As many nodes as elements would take, but not flat.
        #expect(try parse("[[],[1]]").element(at: 1)?.count == 1)
    }

    @Test func knowsItsSource() throws {
        let text = #" { "k" : [ 1.50 , "a\n" ] , "e" : { } } "#
        let root = try parse(text)
        #expect(string(root.source) == text.dropFirst().dropLast())
        #expect(root.sourceRange == 1..<text.utf8.count - 1)
        let list = try #require(root.member("k"))
        #expect(string(list.source) == #"[ 1.50 , "a\n" ]"#)
        #expect(list.elements.map { string($0.source) } == ["1.50", #""a\n""#])
        #expect(root.member("e").map { string($0.source) } == "{ }")
    }

    @Test func givesNothingForOtherKinds() throws {
        for text in ["null", "true", "1", #""a""#, "[1]", #"{"a":1}"#] {
            let value = try parse(text)
            if value.kind != .bool { #expect(value.bool == nil) }
            if value.kind != .number { #expect(value.int64 == nil && !value.isInteger && value.digits.isEmpty) }
            if value.kind != .string {
                #expect(value.text.isEmpty && value.plainTextRange == nil && !value.stringEquals(""))
                #expect(!value.stringEquals(Text()))
            }
            if value.kind != .array { #expect(Array(value.elements).isEmpty && value.element(at: 0) == nil) }
            if value.kind != .object {
                #expect(Array(value.members).isEmpty && value.member("a") == nil && value.member(Text("a")) == nil)
            }
            if value.kind != .array && value.kind != .object { #expect(value.count == 0) }
        }
    }

    /// A stored count has 24 bits; fuller containers are counted. The tape of such a
    /// document would take a quarter of a gigabyte, so the count is forged.
    @Test func countsWhatIsTooManyToStore() throws {
        for (text, children) in [(#"[1,[2,3],{"a":4}]"#, 3), (#"{"a":[1],"b":2}"#, 2)] {
            let document = try JSONDocument.parse(utf8(text))
            var nodes = document.nodes
            nodes[0].store(count: JSONNode.manyChildren)
            #expect(nodes[0].kind == document.nodes[0].kind)
            let root = JSONDocument(bytes: document.bytes, nodes: nodes).root
            #expect(root.count == children)
            #expect(document.root.count == children)
            #expect(root.element(at: children) == nil)
        }
    }

    @Test func keepsItsDocumentAlive() throws {
        var child: JSONValue?
        do {
            child = try parse(#"[["deep"]]"#).element(at: 0)?.element(at: 0)
        }
        #expect(child.map { string($0.text) } == "deep")
    }

    @Test func takesSixteenBytesANode() {
        #expect(MemoryLayout<JSONNode>.stride == 16)
    }
}
