import NoormmeCore
import NoormmeJSON
import NoormmeText

/// A schema and what was decided about compiling against it.
final class Edge {
    let schema: Schema
    let options: CompileOptions

    init(schema: [UInt8], options: [UInt8]) throws(NoormmeError) {
        self.options = options.isEmpty ? EdgeOptions.standard : try EdgeOptions.parse(options)
        self.schema = try Schema.parse(try JSONDocument.read(schema).root)
    }

    /// The plan as JSON.
    func compile(_ spec: [UInt8]) throws(NoormmeError) -> [UInt8] {
        let plan = try QueryCompiler.compile(try JSONDocument.read(spec).root, schema: schema, options: options)
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

extension JSONDocument {
    /// Parses with the library's errors.
    static func read(_ bytes: [UInt8]) throws(NoormmeError) -> JSONDocument {
        do throws(JSONError) {
            return try parse(bytes)
        } catch {
            let isSize = error.code == .tooDeep || error.code == .tooLarge
            throw NoormmeError(
                isSize ? .tooComplex : .malformedJSON, Text(error.message) + " at byte " + Text(error.offset))
        }
    }
}
