import NoormmeJSON
import NoormmeText

// A value stands in three places of a spec, which differ in what a string and an array mean there
// (docs/wire-format.md, "Expressions"). What cannot stand for itself is tagged; a value that has no form at
// all (NaN, a blob inside JSON) is written as a tag that the compiler refuses with its place in the request.

extension Value {
    /// JSON text of the value by itself.
    var json: [UInt8] {
        var writer = JSONWriter()
        write(into: &writer)
        return writer.bytes
    }

    /// The right side of a lookup: an array is a list of operands.
    func writeOperand(into writer: inout JSONWriter) {
        switch self {
        case .null, .bool, .integer, .real, .text, .blob: write(into: &writer)
        case .array(let elements):
            writer.beginArray()
            for element in elements { element.writeOperand(into: &writer) }
            writer.endArray()
        case .object: writeWrapped(into: &writer)
        }
    }

    /// A column's value: an array is JSON.
    func writeColumn(into writer: inout JSONWriter) {
        switch self {
        case .array, .object: writeWrapped(into: &writer)
        default: write(into: &writer)
        }
    }

    /// In an expression's place, where a bare string would be a name.
    func writeArgument(into writer: inout JSONWriter) {
        switch self {
        case .text, .array, .object: writeWrapped(into: &writer)
        default: write(into: &writer)
        }
    }

    private func writeWrapped(into writer: inout JSONWriter) {
        guard hasJSONForm else { return writer.real(.nan) }
        writer.beginObject()
        writer.key("$value")
        write(into: &writer)
        writer.endObject()
    }

    /// Whether nothing in it needs a tag, which would be data inside JSON.
    private var hasJSONForm: Bool {
        switch self {
        case .null, .bool, .integer, .text: true
        case .real(let value): value.isFinite
        case .blob: false
        case .array(let elements): elements.allSatisfy(\.hasJSONForm)
        case .object(let members): members.allSatisfy { $0.value.hasJSONForm }
        }
    }

    private func write(into writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .integer(let value): writer.integer(value)
        case .real(let value): writer.real(value)
        case .text(let value): writer.string(value)
        case .blob(let bytes): writer.blob(bytes)
        case .array(let elements):
            writer.beginArray()
            for element in elements { element.write(into: &writer) }
            writer.endArray()
        case .object(let members):
            writer.beginObject()
            for member in members {
                writer.key(member.name)
                member.value.write(into: &writer)
            }
            writer.endObject()
        }
    }
}
