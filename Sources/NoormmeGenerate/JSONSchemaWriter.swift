import NoormmeCore
import NoormmeJSON
import NoormmeText

/// Writes a JSON Schema (2020-12) of the rows as their JSON text has them: one definition for each model, and one
/// of what an insert takes.
struct JSONSchemaWriter {
    let subject: Subject

    static func text(_ schema: Schema, _ options: GenerateOptions) -> [UInt8] {
        let subject = Subject(schema, options, reserved: [], endings: ["", "Insert"])
        var json = JSONWriter()
        JSONSchemaWriter(subject: subject).write(into: &json)
        return PrettyJSON.text(json.bytes) + [0x0A]
    }

    private func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("$schema", "https://json-schema.org/draft/2020-12/schema")
        json.key("$defs")
        json.beginObject()
        for model in subject.models {
            write(model, isInsert: false, into: &json)
            if !model.model.isView { write(model, isInsert: true, into: &json) }
        }
        json.endObject()
        json.endObject()
    }

    private func write(_ model: SubjectModel, isInsert: Bool, into json: inout JSONWriter) {
        let columns = model.columns.filter { !isInsert || !$0.column.isGenerated }
        json.key(isInsert ? model.name + "Insert" : model.name)
        json.beginObject()
        json.member("type", "object")
        json.key("properties")
        json.beginObject()
        for column in columns {
            json.key(column.name)
            write(column, into: &json)
        }
        json.endObject()
        json.key("required")
        json.beginArray()
        for column in columns where !isInsert || !column.isOptional { json.string(column.name) }
        json.endArray()
        json.key("additionalProperties")
        json.bool(false)
        json.endObject()
    }

    private func write(_ column: SubjectColumn, into json: inout JSONWriter) {
        json.beginObject()
        if column.column.type != .json, column.column.type != .any {
            json.key("type")
            var types = types(column.column.type)
            if column.column.isNullable { types.append("null") }
            if types.count == 1 {
                json.string(types[0])
            } else {
                json.beginArray()
                for type in types { json.string(type) }
                json.endArray()
            }
        }
        switch column.column.type {
        case .positiveInteger:
            json.key("minimum")
            json.integer(0)
        case .date: json.member("format", "date")
        case .blob:
            json.key("properties")
            json.raw("{\"$blob\":{\"type\":\"string\",\"contentEncoding\":\"base64\"}}")
            json.key("required")
            json.raw("[\"$blob\"]")
        default: break
        }
        if column.column.maxLength > 0 {
            json.key("maxLength")
            json.integer(Int64(column.column.maxLength))
        }
        if !column.choices.isEmpty {
            json.key("enum")
            json.beginArray()
            for choice in column.choices {
                switch choice {
                case .text(let text): json.string(text)
                case .integer(let number): json.integer(number)
                }
            }
            if column.column.isNullable { json.null() }
            json.endArray()
        }
        if column.column.isGenerated {
            json.key("readOnly")
            json.bool(true)
        }
        json.endObject()
    }

    private func types(_ type: FieldType) -> [Text] {
        switch type {
        case .integer, .positiveInteger, .bigInteger, .datetimeMilliseconds, .duration: ["integer"]
        case .decimal: ["number", "string"]
        case .real: ["number"]
        case .boolean: ["boolean"]
        case .blob: ["object"]
        default: ["string"]
        }
    }
}

extension JSONWriter {
    fileprivate mutating func member(_ name: StaticString, _ value: StaticString) {
        key(name)
        string(value)
    }
}
