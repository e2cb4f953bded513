import NoormmeJSON
import NoormmeText

/// JSON values as answers spell them: see "Answers" in docs/wire-format.md.
extension ByteBuffer {
    /// A JSON string in quotes; what is not UTF-8 becomes U+FFFD.
    @inline(__always)
    mutating func writeString(_ text: UnsafeBufferPointer<UInt8>, leaving room: Int = 0) {
        reserve(text.count &+ JSONString.margin &+ 2 &+ room)
        let out = end
        out[0] = 0x22
        var read = 0
        let written = JSONString.write(text, from: &read, into: out + 1, room: capacity &- count &- 1)
        advance(written &+ 1)
        if read < text.count { writeRest(text, from: read) }
        reserve(room &+ 1)
        end[0] = 0x22
        advance(1)
    }

    /// What did not fit because of its escapes.
    @inline(never)
    private mutating func writeRest(_ text: UnsafeBufferPointer<UInt8>, from start: Int) {
        var read = start
        while read < text.count {
            reserve(text.count - read + 6 * JSONString.margin)
            let written = JSONString.write(text, from: &read, into: end, room: capacity - count)
            advance(written)
        }
    }

    @_disfavoredOverload
    mutating func writeString(_ text: Text) {
        text.bytes.withUnsafeBufferPointer { writeString($0) }
    }

    /// An integer; beyond 2^53, where readers of JSON round, as `{"$int": "…"}`.
    @inline(__always)
    mutating func writeInteger(_ value: Int64) {
        if value.magnitude <= Self.largestPlainInteger {
            writeDigits(value)
        } else {
            writeTagged("{\"$int\":\"", value)
        }
    }

    static var largestPlainInteger: UInt64 { 1 << 53 }

    @inline(never)
    private mutating func writeTagged(_ tag: StaticString, _ value: Int64) {
        append(tag)
        writeDigits(value)
        append("\"}")
    }

    @inline(__always)
    mutating func writeDigits(_ value: Int64) {
        reserve(20)
        advance(DecimalDigits.write(value, to: end))
    }

    /// `{"$blob": "base64"}`
    mutating func writeBlob(_ blob: UnsafeRawBufferPointer) {
        append("{\"$blob\":\"")
        withScratch { scratch in
            Base64.encode(blob.bindMemory(to: UInt8.self), into: &scratch)
        }
        append("\"}")
    }

    /// The shortest digits that read back as the same number, as SQLite and Swift spell them (`1.0`, `0.1`,
    /// `1e+20`); infinities are `{"$float": "inf"}`.
    mutating func writeReal(_ value: Double) {
        reserve(32)
        let short = DecimalDigits.writeShort(value, to: end)
        if short > 0 {
            advance(short)
        } else if value.isFinite {
            var text = value.description
            text.withUTF8 { digits in
                if let start = digits.baseAddress { append(start, digits.count) }
            }
        } else if value.isNaN {
            // SQLite stores no NaN.
            append("null")
        } else {
            append(value < 0 ? "{\"$float\":\"-inf\"}" : "{\"$float\":\"inf\"}")
        }
    }
}
