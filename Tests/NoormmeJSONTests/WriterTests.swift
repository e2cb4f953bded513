import NoormmeText
import Testing

@testable import NoormmeJSON

@Suite struct WriterTests {
    @Test func placesCommas() {
        #expect(
            written {
                $0.beginObject()
                $0.key("a")
                $0.integer(1)
                $0.key(Text("b"))
                $0.beginArray()
                $0.bool(true)
                $0.bool(false)
                $0.null()
                $0.beginArray()
                $0.endArray()
                $0.beginObject()
                $0.endObject()
                $0.string("x")
                $0.string(Text("y"))
                $0.digits("1.50")
                $0.raw(#"{"z":[]}"#)
                $0.endArray()
                $0.key("c")
                $0.string("")
                $0.endObject()
            } == #"{"a":1,"b":[true,false,null,[],{},"x","y",1.50,{"z":[]}],"c":""}"#)
    }

    @Test func writesIntegers() {
        #expect(
            written {
                $0.beginArray()
                for value in [0, -1, Int64.max, Int64.min, 10, 100] { $0.integer(value) }
                $0.endArray()
            } == "[0,-1,9223372036854775807,-9223372036854775808,10,100]")
    }

    @Test func continuesABuffer() {
        var writer = JSONWriter(utf8("x="))
        writer.null()
        #expect(string(writer.bytes) == "x=null")
    }

    @Test func escapesKeys() {
        #expect(
            written {
                $0.beginObject()
                $0.key("a\"\n")
                $0.null()
                $0.key(Text("\\é"))
                $0.null()
                $0.endObject()
            } == #"{"a\"\n":null,"\\é":null}"#)
    }

    /// What each byte becomes, alone and at each place of a word.
    @Test func escapesEveryASCIIByte() {
        for byte in UInt8(0)..<0x80 {
            let expected = EscapeTable.expected[Int(byte)]
            for plain in [0, 1, 5, 7, 8, 9, 16, 17] {
                let before = String(repeating: "a", count: plain)
                for after in ["", "b", "bcdefg", "bcdefghijklmnop"] {
                    let text = utf8(before) + [byte] + utf8(after)
                    #expect(string(escaped(text)) == "\"" + before + expected + after + "\"", "byte \(byte)")
                }
            }
        }
    }

    @Test(arguments: [
        "", "a", "é", "\u{7F}\u{80}\u{2028}\u{2029}", "日本語のテキスト", "😀😀", "a😀b", "Zoë Müller", "\u{10FFFF}\u{FFFD}",
    ])
    func keepsOtherText(_ text: String) {
        #expect(string(escaped(utf8(text))) == "\"" + text + "\"")
    }

    @Test(
        arguments: [
            ([0x80], 1), ([0xFF], 1), ([0xC3], 1), ([0xC3, 0x41], 1), ([0xC0, 0x80], 2), ([0xE2, 0x82], 1),
            ([0xE2, 0x82, 0x41], 1), ([0xE0, 0x80, 0x80], 3), ([0xED, 0xA0, 0x80], 3), ([0xF0, 0x9F, 0x98], 1),
            ([0xF0, 0x9F, 0x98, 0x41], 1), ([0xF0, 0x80, 0x80, 0x80], 4), ([0xF4, 0x90, 0x80, 0x80], 4),
            ([0xF5, 0x80], 2), ([0xF1, 0x80, 0xC3, 0xA9], 1),
            ([0xE1, 0x80, 0xE2, 0xF0, 0x91, 0x92, 0xF1, 0xBF, 0x41], 4),
        ] as [([UInt8], Int)])
    func replacesIllFormedUTF8(_ bytes: [UInt8], _ replacements: Int) {
        for plain in 0..<10 {
            for after in ["", "b", "bcdefghijkl"] {
                let text = [UInt8](repeating: 0x61, count: plain) + bytes + utf8(after)
                let out = string(escaped(text))
                #expect(out.unicodeScalars.filter { $0 == "\u{FFFD}" }.count == replacements)
                // The standard library replaces by the same rule.
                #expect(out == "\"" + String(decoding: text, as: UTF8.self) + "\"")
            }
        }
    }

    @Test func agreesWithTheStandardLibraryOnRandomBytes() {
        var numbers = SeededNumbers(state: 11)
        let leads: [UInt8] = [
            0x41, 0x80, 0xBF, 0xC2, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0x9F, 0xA0, 0x90, 0x8F,
        ]
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...24, using: &numbers)).map { _ in
                leads.randomElement(using: &numbers) ?? 0
            }
            #expect(string(escaped(text)) == "\"" + String(decoding: text, as: UTF8.self) + "\"", "\(text)")
        }
    }

    /// Escapes that outgrow the first room, which holds no more than the text.
    @Test func growsForEscapes() {
        for count in [1, 2, 3, 7, 8, 9, 15, 16, 17, 63, 64, 100, 1_000, 100_000] {
            let out = escaped([UInt8](repeating: 1, count: count))
            #expect(string(out) == "\"" + String(repeating: "\\u0001", count: count) + "\"")
            let mixed = escaped(utf8(String(repeating: "\"abc\u{1F}é", count: count)))
            #expect(string(mixed) == "\"" + String(repeating: #"\"abc\u001fé"#, count: count) + "\"")
            let ill = escaped([UInt8](repeating: 0xFF, count: count))
            #expect(string(ill) == "\"" + String(repeating: "\u{FFFD}", count: count) + "\"")
        }
    }

    @Test func appendsBehindWhatIsThere() {
        var out = utf8("[")
        let shared = out
        utf8("a").withUnsafeBufferPointer { out.appendJSONString($0) }
        out.appendJSONString(UnsafeBufferPointer(start: nil, count: 0))
        #expect(string(out) == #"["a""""#)
        #expect(string(shared) == "[")
    }

    /// Whatever room it is given, the raw writer keeps inside it and resumes.
    @Test func keepsInsideItsRoom() {
        let mixed = utf8("plain \"quoted\" \u{1}\u{2}\u{3} Zoë 日本 😀 \n tail that is long enough") + [0xFF, 0xE2, 0x82]
        // An escape after 0 to 9 plain bytes, so that it meets every end of the room.
        let spaced = (0..<10).map { [UInt8](repeating: 0x61, count: $0) + utf8("\u{1}bcdefghijkl\u{1F}😀") }
        for text in [mixed] + spaced {
            let expected = Array(escaped(text).dropFirst().dropLast())
            for room in JSONString.margin..<80 { #expect(writtenInRooms(of: room, text) == expected, "room \(room)") }
        }
        var at = 0
        var byte: UInt8 = 0
        let written = mixed.withUnsafeBufferPointer { JSONString.write($0, from: &at, into: &byte, room: 7) }
        #expect(written == 0 && at == 0)
    }

    private func writtenInRooms(of room: Int, _ text: [UInt8]) -> [UInt8] {
        var joined: [UInt8] = []
        var at = 0
        for _ in text where at < text.count {
            var out = [UInt8](repeating: 0xAA, count: room + 16)
            let used = text.withUnsafeBufferPointer { source in
                out.withUnsafeMutableBufferPointer { buffer in
                    buffer.baseAddress.map { JSONString.write(source, from: &at, into: $0, room: room) } ?? 0
                }
            }
            #expect(used <= room)
            #expect(out[room...].allSatisfy { $0 == 0xAA }, "room \(room)")
            joined += out[..<used]
        }
        return joined
    }
}

/// Written out by hand from RFC 8259 section 7.
enum EscapeTable {
    static let expected: [String] = {
        var table = (0..<128).map { String(Unicode.Scalar(UInt8($0))) }
        let controls = [
            #"\u0000"#, #"\u0001"#, #"\u0002"#, #"\u0003"#, #"\u0004"#, #"\u0005"#, #"\u0006"#, #"\u0007"#,
            #"\b"#, #"\t"#, #"\n"#, #"\u000b"#, #"\f"#, #"\r"#, #"\u000e"#, #"\u000f"#,
            #"\u0010"#, #"\u0011"#, #"\u0012"#, #"\u0013"#, #"\u0014"#, #"\u0015"#, #"\u0016"#, #"\u0017"#,
            #"\u0018"#, #"\u0019"#, #"\u001a"#, #"\u001b"#, #"\u001c"#, #"\u001d"#, #"\u001e"#, #"\u001f"#,
        ]
        table.replaceSubrange(0..<32, with: controls)
        table[0x22] = #"\""#
        table[0x5C] = #"\\"#
        return table
    }()
}
