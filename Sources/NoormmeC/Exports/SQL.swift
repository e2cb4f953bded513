import CNoormme
import NoormmeCore
import NoormmeRuntime
import NoormmeText

@implementation @_cdecl("noormme_db_sql")
public func noormme_db_sql(
    _ db: OpaquePointer?, _ sql: UnsafePointer<CChar>?, _ sqlSize: Int, _ parameters: UnsafePointer<CChar>?,
    _ parametersSize: Int, _ answer: UnsafeMutablePointer<noormme_buffer>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.answer(answer) { () throws(NoormmeError) in
            let database = try Handles.database(db)
            let sql = Text(try Boundary.bytes(sql, sqlSize, "sql"))
            let parameters = [UInt8](try Boundary.bytes(parameters, parametersSize, "parameters"))
            return BufferRecord(try database.sql(sql, parameters: parameters))
        }
    }
}

@implementation @_cdecl("noormme_db_sql_rows")
public func noormme_db_sql_rows(
    _ db: OpaquePointer?, _ sql: UnsafePointer<CChar>?, _ sqlSize: Int, _ parameters: UnsafePointer<CChar>?,
    _ parametersSize: Int, _ options: UnsafePointer<noormme_rows_options>?,
    _ answer: UnsafeMutablePointer<noormme_buffer>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.rows(options, answer) { (request) throws(NoormmeError) in
            let database = try Handles.database(db)
            let sql = Text(try Boundary.bytes(sql, sqlSize, "sql"))
            let parameters = [UInt8](try Boundary.bytes(parameters, parametersSize, "parameters"))
            return try database.sqlRows(sql, parameters: parameters, request)
        }
    }
}

@implementation @_cdecl("noormme_db_script")
public func noormme_db_script(
    _ db: OpaquePointer?, _ sql: UnsafePointer<CChar>?, _ sqlSize: Int,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Handles.database(db).run(script: Text(try Boundary.bytes(sql, sqlSize, "sql")))
    }
}

@implementation @_cdecl("noormme_db_describe")
public func noormme_db_describe(
    _ db: OpaquePointer?, _ sql: UnsafePointer<CChar>?, _ sqlSize: Int,
    _ answer: UnsafeMutablePointer<noormme_buffer>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.answer(answer) { () throws(NoormmeError) in
            BufferRecord(
                try Handles.database(db).describe(sql: Text(try Boundary.bytes(sql, sqlSize, "sql"))))
        }
    }
}

@implementation @_cdecl("noormme_sqlite_code_name")
public func noormme_sqlite_code_name(_ code: Int32) -> UnsafePointer<CChar>? {
    HeldConnection.name(ofCode: code).cString
}
