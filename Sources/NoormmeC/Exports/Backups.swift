import CNoormme
import NoormmeCore
import NoormmeRuntime
import NoormmeText

@implementation @_cdecl("noormme_connection_backup")
public func noormme_connection_backup(
    _ connection: OpaquePointer?, _ schema: UnsafePointer<CChar>?, _ schemaSize: Int, _ path: UnsafePointer<CChar>?,
    _ pathSize: Int, _ backup: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        let out = try Boundary.out(backup)
        out.pointee = nil
        let schema = Text(try Boundary.bytes(schema, schemaSize, "schema"))
        let path = Text(try Boundary.bytes(path, pathSize, "path"))
        try Handles.backups.hand(try Handles.connection(connection).backUp(schema, to: path), to: out)
    }
}

@implementation @_cdecl("noormme_backup_step")
public func noormme_backup_step(
    _ backup: OpaquePointer?, _ pages: Int32, _ progress: UnsafeMutablePointer<noormme_backup_progress>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        let out = try Boundary.out(progress)
        guard out.pointee.struct_size >= MemoryLayout<noormme_backup_progress>.size else {
            throw NoormmeError(.misuse, "struct_size is not set")
        }
        let step = try Handles.backup(backup).step(pages: pages)
        out.pointee.remaining = Int64(step.remaining)
        out.pointee.total = Int64(step.total)
        out.pointee.done = step.isDone ? 1 : 0
    }
}

@implementation @_cdecl("noormme_backup_free")
public func noormme_backup_free(_ backup: UnsafeMutablePointer<OpaquePointer?>?) -> noormme_status {
    guard let backup, let handle = backup.pointee else { return noormme_status(NOORMME_OK) }
    let token = UInt(bitPattern: handle)
    switch Handles.backups.find(token) {
    case .live(let held):
        do throws(NoormmeError) {
            try held.finish()
        } catch {
            return error.code.rawValue
        }
        backup.pointee = nil
        _ = Handles.backups.remove(token)
        return noormme_status(NOORMME_OK)
    case .stale, .never:
        backup.pointee = nil
        return noormme_status(NOORMME_MISUSE)
    }
}

@implementation @_cdecl("noormme_connection_serialize")
public func noormme_connection_serialize(
    _ connection: OpaquePointer?, _ schema: UnsafePointer<CChar>?, _ schemaSize: Int,
    _ answer: UnsafeMutablePointer<noormme_buffer>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        let schema = Text(try Boundary.bytes(schema, schemaSize, "schema"))
        try Boundary.answer(answer) { () throws(NoormmeError) in
            try Handles.connection(connection).withImage(of: schema) { BufferRecord(copying: $0) }
        }
    }
}

@implementation @_cdecl("noormme_connection_deserialize")
public func noormme_connection_deserialize(
    _ connection: OpaquePointer?, _ image: UnsafeRawPointer?, _ imageSize: Int, _ readOnly: Int32,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        let image = try Boundary.bytes(image?.assumingMemoryBound(to: CChar.self), imageSize, "image")
        try Handles.connection(connection).load(image: image, isReadOnly: readOnly != 0)
    }
}

@implementation @_cdecl("noormme_connection_load_extension")
public func noormme_connection_load_extension(
    _ connection: OpaquePointer?, _ path: UnsafePointer<CChar>?, _ pathSize: Int, _ entry: UnsafePointer<CChar>?,
    _ entrySize: Int, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        let path = Text(try Boundary.bytes(path, pathSize, "path"))
        let name = Text(try Boundary.bytes(entry, entrySize, "entry"))
        try Handles.connection(connection).loadExtension(path, entry: entry == nil ? nil : name)
    }
}
