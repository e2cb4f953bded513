import NoormmeCore
import NoormmeJSON
import NoormmeText

/// A schema and what was decided about compiling against it.
final class Edge {
    let schema: Schema
    let options: CompileOptions

    init(tables: [UInt8], options: [UInt8]) throws(NoormmeError) {
        let settings = try EdgeOptions.parse(options.isEmpty ? Text("{}").bytes : options)
        let tables = try TableDescription.parse(list: try json(tables, "tables"))
        schema = try Schema.build(tables, configuration: settings.configuration)
        self.options = settings.compile
    }

    /// The plan as JSON.
    func compile(_ spec: [UInt8]) throws(NoormmeError) -> [UInt8] {
        let plan = try QueryCompiler.compile(try json(spec, "spec"), schema: schema, options: options)
        var writer = JSONWriter()
        plan.write(into: &writer, schema: schema)
        return writer.bytes
    }

    func introspect() -> [UInt8] {
        var writer = JSONWriter()
        schema.write(into: &writer)
        return writer.bytes
    }
}

/// Reads an argument, which an error names.
func json(_ bytes: [UInt8], _ argument: StaticString) throws(NoormmeError) -> JSONValue {
    do throws(JSONError) {
        return try JSONDocument.parse(bytes).root
    } catch {
        let code: ErrorCode =
            switch error.code {
            case .tooDeep, .tooLarge: .tooComplex
            default: .malformedJSON
            }
        throw NoormmeError(code, Text(argument) + ": " + Text(error.message) + ", at byte " + Text(error.offset))
    }
}
