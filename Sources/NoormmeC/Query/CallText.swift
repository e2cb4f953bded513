import NoormmeCore
import NoormmeJSON
import NoormmeText

/// A step or terminal being written: `["name",argument,…]`.
///
/// Arguments come in as JSON text. They are parsed, so that only well-formed JSON gets in and none of it can reach
/// beyond its place, and then taken over as they stand.
struct CallText {
    private(set) var bytes: [UInt8] = [0x5B]

    init(_ name: StaticString) {
        bytes.appendJSONString(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    init(name: UnsafeRawBufferPointer) throws(NoormmeError) {
        bytes.append(contentsOf: try Self.quoted(name, "name"))
    }

    /// The finished text.
    var closed: [UInt8] { bytes + [0x5D] }

    mutating func append(literal json: StaticString) {
        bytes.append(0x2C)
        bytes.append(json)
    }

    mutating func append(_ number: Int64) {
        bytes.append(0x2C)
        bytes.appendDecimal(number)
    }

    mutating func append(string: UnsafeRawBufferPointer, _ name: StaticString) throws(NoormmeError) {
        bytes.append(0x2C)
        bytes.append(contentsOf: try Self.quoted(string, name))
    }

    /// One argument, which must be there.
    mutating func append(json: UnsafeRawBufferPointer, _ name: StaticString) throws(NoormmeError) {
        let value = try Boundary.json(json, name)
        bytes.append(0x2C)
        bytes.append(value.source)
    }

    /// The elements of a JSON array as arguments; none when there is no text.
    mutating func append(arguments json: UnsafeRawBufferPointer) throws(NoormmeError) {
        guard !json.isEmpty else { return }
        let value = try Boundary.json(json, "arguments")
        guard value.kind == .array else {
            throw NoormmeError(.malformedSpec, "arguments must be a JSON array")
        }
        for element in value.elements {
            bytes.append(0x2C)
            bytes.append(element.source)
        }
    }

    /// Text as a JSON string. Text that is not UTF-8 is refused rather than repaired: it would name something else.
    static func quoted(_ text: UnsafeRawBufferPointer, _ name: StaticString) throws(NoormmeError) -> [UInt8] {
        guard String(validating: text, as: UTF8.self) != nil else {
            throw NoormmeError(.valueError, Text(name) + " is not UTF-8")
        }
        var bytes: [UInt8] = []
        bytes.appendJSONString(text.bindMemory(to: UInt8.self))
        return bytes
    }
}
