import NoormmeCore
import NoormmeJSON
import NoormmeText

/// The texts and numbers behind a `noormme_error`, laid out for reading from C.
final class ErrorRecord: Sendable {
    let code: ErrorCode
    let sqliteCode: Int32
    let message: CString
    let path: CString
    let model: CString
    let field: CString
    let rows: CString
    let json: CString

    init(_ error: NoormmeError) {
        code = error.code
        sqliteCode = error.sqliteCode
        message = CString(error.message.bytes)
        path = CString(error.path.bytes)
        model = CString(error.model.bytes)
        field = CString(error.field.bytes)
        rows = CString(error.heldBy.bytes)
        json = CString(Self.json(of: error))
    }

    deinit {
        for text in [message, path, model, field, rows, json] { text.deallocate() }
    }

    private static func json(of error: NoormmeError) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("code")
        writer.integer(Int64(error.code.rawValue))
        writer.key("symbol")
        writer.string(error.code.symbol)
        writer.key("name")
        writer.string(error.code.name)
        writer.key("message")
        writer.string(error.message)
        writer.key("path")
        writer.string(error.path)
        writer.key("sqlite_code")
        writer.integer(Int64(error.sqliteCode))
        writer.key("model")
        writer.string(error.model)
        writer.key("field")
        writer.string(error.field)
        writer.key("rows")
        writer.raw(error.heldBy.isEmpty ? "[]" : error.heldBy)
        writer.endObject()
        return writer.bytes
    }
}
