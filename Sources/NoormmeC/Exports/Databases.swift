import CNoormme
import NoormmeCore
import NoormmeRuntime
import NoormmeText

@implementation @_cdecl("noormme_db_open")
public func noormme_db_open(
    _ path: UnsafePointer<CChar>?, _ pathSize: Int, _ options: UnsafePointer<CChar>?, _ optionsSize: Int,
    _ db: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        let out = try Boundary.out(db)
        out.pointee = nil
        let path = Text(try Boundary.bytes(path, pathSize, "path"))
        let options = try Boundary.options(try Boundary.bytes(options, optionsSize, "options"))
        try Handles.databases.hand(try Database(path: path, options: options), to: out)
    }
}

@implementation @_cdecl("noormme_db_initialize")
public func noormme_db_initialize(
    _ db: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Handles.database(db).open()
    }
}

@implementation @_cdecl("noormme_db_execute")
public func noormme_db_execute(
    _ db: OpaquePointer?, _ spec: UnsafePointer<CChar>?, _ specSize: Int,
    _ answer: UnsafeMutablePointer<noormme_buffer>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.answer(answer) { () throws(NoormmeError) in
            BufferRecord(
                try Handles.database(db).answer([UInt8](try Boundary.bytes(spec, specSize, "spec"))))
        }
    }
}

@implementation @_cdecl("noormme_db_compile")
public func noormme_db_compile(
    _ db: OpaquePointer?, _ spec: UnsafePointer<CChar>?, _ specSize: Int,
    _ plan: UnsafeMutablePointer<noormme_buffer>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.answer(plan) { () throws(NoormmeError) in
            BufferRecord(try Handles.database(db).compile(try Boundary.bytes(spec, specSize, "spec")))
        }
    }
}

@implementation @_cdecl("noormme_db_explain")
public func noormme_db_explain(
    _ db: OpaquePointer?, _ spec: UnsafePointer<CChar>?, _ specSize: Int,
    _ answer: UnsafeMutablePointer<noormme_buffer>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.answer(answer) { () throws(NoormmeError) in
            let database = try Handles.database(db)
            let spec = try Explanation.spec(of: try Boundary.bytes(spec, specSize, "spec"))
            return BufferRecord(try database.answer(spec))
        }
    }
}

@implementation @_cdecl("noormme_db_introspect")
public func noormme_db_introspect(
    _ db: OpaquePointer?, _ schema: UnsafeMutablePointer<noormme_buffer>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.answer(schema) { () throws(NoormmeError) in
            BufferRecord(try Handles.database(db).introspect())
        }
    }
}

@implementation @_cdecl("noormme_db_interrupt")
public func noormme_db_interrupt(
    _ db: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Handles.database(db).interrupt()
    }
}

@implementation @_cdecl("noormme_db_statement_count")
public func noormme_db_statement_count(
    _ db: OpaquePointer?, _ count: UnsafeMutablePointer<Int64>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        let database = try Handles.database(db)
        guard let count else { throw NoormmeError(.misuse, "count is NULL") }
        count.pointee = database.statementCount
    }
}

@implementation @_cdecl("noormme_db_close")
public func noormme_db_close(_ db: UnsafeMutablePointer<OpaquePointer?>?) -> noormme_status {
    guard let db, let handle = db.pointee else { return noormme_status(NOORMME_OK) }
    db.pointee = nil
    switch Handles.databases.remove(UInt(bitPattern: handle)) {
    case .live(let database):
        database.close()
        return noormme_status(NOORMME_OK)
    case .stale: return noormme_status(NOORMME_CLOSED)
    case .never: return noormme_status(NOORMME_MISUSE)
    }
}
