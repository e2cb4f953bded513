import NoormmeText
import Testing

@testable import NoormmeJSON

@Suite struct Base64Tests {
    /// RFC 4648 section 10, and the ends of the alphabet.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"), ("\0\0\0", "AAAA"), ("\u{7FF}?", "378/"), (">>>", "Pj4+"),
    ])
    func followsTheStandard(_ plain: String, _ encoded: String) {
        var out = utf8("x")
        utf8(plain).withUnsafeBufferPointer { Base64.encode($0, into: &out) }
        #expect(string(out) == "x" + encoded)
        #expect(Base64.decode(Text(utf8(encoded))) == utf8(plain))
    }

    @Test(arguments: [
        "A", "AA", "AAA", "=", "====", "A===", "Zg=", "Zg", "Zm8", "Zg==Zg==", "Zm9v\n", " Zm9v", "Zm9v====", "Zh==",
        "Zm9=",
        "Zm-_", "Zm9é", "Z=9v", "Zg=A", "Zm8=\n", "Zm9vZ", "AA\0A",
    ])
    func refuses(_ text: String) {
        #expect(Base64.decode(Text(utf8(text))) == nil)
    }

    @Test func comesBackFromRandomBytes() {
        var numbers = SeededNumbers(state: 3)
        for count in 0..<300 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &numbers) }
            var out: [UInt8] = []
            bytes.withUnsafeBufferPointer { Base64.encode($0, into: &out) }
            #expect(out.count == (count + 2) / 3 * 4)
            #expect(Base64.decode(Text(out)) == bytes)
        }
    }

    /// Each character is either a digit of the alphabet, once, or refused.
    @Test func hasSixtyFourDigits() {
        var values: Set<UInt8> = []
        for byte in UInt8(0)...255 {
            guard let bytes = Base64.decode(Text([0x41, byte, 0x41, 0x41])) else { continue }
            values.insert(bytes[0] << 4 | bytes[1] >> 4)
        }
        #expect(values == Set(0..<64))
    }
}
