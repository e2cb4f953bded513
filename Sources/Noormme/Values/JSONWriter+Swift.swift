import NoormmeJSON
import NoormmeText

/// Swift's own types as the wire format has them.
extension JSONWriter {
    @_disfavoredOverload
    mutating func key(_ name: String) { key(Text(string: name)) }

    @_disfavoredOverload
    mutating func string(_ value: String) { string(Text(string: value)) }

    /// A whole value that is JSON text already.
    @_disfavoredOverload
    mutating func raw(_ json: String) { raw(Text(string: json)) }

    mutating func strings(_ values: [String]) {
        beginArray()
        for value in values { string(value) }
        endArray()
    }

    /// A finite number's shortest digits; infinities are tagged, and so is NaN, which the compiler refuses.
    mutating func real(_ value: Double) {
        if value.isFinite {
            digits(Text(string: value.description))
        } else {
            tag("$float", value.isNaN ? "nan" : value < 0 ? "-inf" : "inf")
        }
    }

    mutating func blob(_ bytes: [UInt8]) {
        var base64: [UInt8] = []
        bytes.withUnsafeBufferPointer { Base64.encode($0, into: &base64) }
        beginObject()
        key("$blob")
        string(Text(base64))
        endObject()
    }

    /// `{"$date": "2020-01-31"}` and the like.
    mutating func tag(_ tag: StaticString, _ value: String) {
        beginObject()
        key(tag)
        string(value)
        endObject()
    }
}
