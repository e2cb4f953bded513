import CNoormme
import NoormmeCore
import NoormmeGenerate
import NoormmeJSON

@implementation @_cdecl("noormme_schema_generate")
public func noormme_schema_generate(
    _ schema: UnsafePointer<CChar>?, _ schemaSize: Int, _ options: UnsafePointer<CChar>?, _ optionsSize: Int,
    _ text: UnsafeMutablePointer<noormme_buffer>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.answer(text) { () throws(NoormmeError) in
            let schema = try Schema.parse(
                try Boundary.json(try Boundary.bytes(schema, schemaSize, "schema"), "schema"))
            let given = try Boundary.bytes(options, optionsSize, "options")
            let options = given.isEmpty ? GenerateOptions() : try .parse(try Boundary.json(given, "options"))
            return BufferRecord(Generator.text(schema, options))
        }
    }
}
