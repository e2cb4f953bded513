import NoormmeText

@testable import NoormmeJSON

func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

func string(_ text: Text) -> String { String(decoding: text.bytes, as: UTF8.self) }

func string(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

func parse(_ text: String, depthLimit: Int = 128) throws -> JSONValue {
    try JSONDocument.parse(utf8(text), depthLimit: depthLimit).root
}

/// The error of bytes that are no JSON text; nil when they are.
func failure(_ bytes: [UInt8], depthLimit: Int = 128) -> JSONError? {
    do throws(JSONError) {
        _ = try JSONDocument.parse(bytes, depthLimit: depthLimit)
        return nil
    } catch {
        return error
    }
}

func failure(_ text: String, depthLimit: Int = 128) -> JSONError? {
    failure(utf8(text), depthLimit: depthLimit)
}

func written(_ build: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    build(&writer)
    return string(writer.bytes)
}

func escaped(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    bytes.withUnsafeBufferPointer { out.appendJSONString($0) }
    return out
}

/// Writes a value again, compactly, through every accessor the reader has.
func rewrite(_ value: JSONValue, into writer: inout JSONWriter) {
    switch value.kind {
    case .null: writer.null()
    case .bool: writer.bool(value.bool ?? false)
    case .number:
        if let integer = value.int64, value.digits != "-0" {
            writer.integer(integer)
        } else {
            writer.digits(value.digits)
        }
    case .string: writer.string(value.text)
    case .array:
        writer.beginArray()
        for element in value.elements { rewrite(element, into: &writer) }
        writer.endArray()
    case .object:
        writer.beginObject()
        for (key, member) in value.members {
            writer.key(key.text)
            rewrite(member, into: &writer)
        }
        writer.endObject()
    }
}

func rewritten(_ value: JSONValue) -> [UInt8] {
    var writer = JSONWriter()
    rewrite(value, into: &writer)
    return writer.bytes
}

/// SplitMix64: the same numbers from the same seed on every machine.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
