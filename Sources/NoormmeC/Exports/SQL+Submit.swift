import CNoormme
import NoormmeCore
import NoormmeRuntime
import NoormmeText

@implementation @_cdecl("noormme_db_submit_sql")
public func noormme_db_submit_sql(
    _ db: OpaquePointer?, _ sql: UnsafePointer<CChar>?, _ sqlSize: Int, _ parameters: UnsafePointer<CChar>?,
    _ parametersSize: Int, _ options: UnsafePointer<noormme_call_options>?,
    _ callback: noormme_callback?, _ context: UnsafeMutableRawPointer?, _ ticket: UnsafeMutablePointer<UInt64>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        ticket?.pointee = 0
        let target = try Handles.database(db)
        let callback = try Callback(callback, context)
        let sql = Text(try Boundary.bytes(sql, sqlSize, "sql"))
        let parameters = [UInt8](try Boundary.bytes(parameters, parametersSize, "parameters"))
        let options = try Boundary.callOptions(options)
        let number = target.newTicket()
        ticket?.pointee = number
        try target.submit(sql: sql, parameters: parameters, options: options, ticket: number) { callback.call($0) }
    }
}

@implementation @_cdecl("noormme_db_submit_script")
public func noormme_db_submit_script(
    _ db: OpaquePointer?, _ sql: UnsafePointer<CChar>?, _ sqlSize: Int, _ options: UnsafePointer<noormme_call_options>?,
    _ callback: noormme_callback?, _ context: UnsafeMutableRawPointer?, _ ticket: UnsafeMutablePointer<UInt64>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        ticket?.pointee = 0
        let target = try Handles.database(db)
        let callback = try Callback(callback, context)
        let sql = Text(try Boundary.bytes(sql, sqlSize, "sql"))
        let options = try Boundary.callOptions(options)
        let number = target.newTicket()
        ticket?.pointee = number
        try target.submit(script: sql, options: options, ticket: number) { callback.call($0) }
    }
}

@implementation @_cdecl("noormme_tx_sql")
public func noormme_tx_sql(
    _ tx: OpaquePointer?, _ sql: UnsafePointer<CChar>?, _ sqlSize: Int, _ parameters: UnsafePointer<CChar>?,
    _ parametersSize: Int, _ answer: UnsafeMutablePointer<noormme_buffer>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.answer(answer) { () throws(NoormmeError) in
            let transaction = try Handles.transaction(tx)
            let sql = Text(try Boundary.bytes(sql, sqlSize, "sql"))
            let parameters = [UInt8](try Boundary.bytes(parameters, parametersSize, "parameters"))
            return BufferRecord(try transaction.sql(sql, parameters: parameters))
        }
    }
}

@implementation @_cdecl("noormme_tx_sql_rows")
public func noormme_tx_sql_rows(
    _ tx: OpaquePointer?, _ sql: UnsafePointer<CChar>?, _ sqlSize: Int, _ parameters: UnsafePointer<CChar>?,
    _ parametersSize: Int, _ options: UnsafePointer<noormme_rows_options>?,
    _ answer: UnsafeMutablePointer<noormme_buffer>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.rows(options, answer) { (request) throws(NoormmeError) in
            let transaction = try Handles.transaction(tx)
            let sql = Text(try Boundary.bytes(sql, sqlSize, "sql"))
            let parameters = [UInt8](try Boundary.bytes(parameters, parametersSize, "parameters"))
            return try transaction.sqlRows(sql, parameters: parameters, request)
        }
    }
}

@implementation @_cdecl("noormme_tx_script")
public func noormme_tx_script(
    _ tx: OpaquePointer?, _ sql: UnsafePointer<CChar>?, _ sqlSize: Int,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Handles.transaction(tx).run(script: Text(try Boundary.bytes(sql, sqlSize, "sql")))
    }
}

@implementation @_cdecl("noormme_tx_submit_sql")
public func noormme_tx_submit_sql(
    _ tx: OpaquePointer?, _ sql: UnsafePointer<CChar>?, _ sqlSize: Int, _ parameters: UnsafePointer<CChar>?,
    _ parametersSize: Int, _ options: UnsafePointer<noormme_call_options>?,
    _ callback: noormme_callback?, _ context: UnsafeMutableRawPointer?, _ ticket: UnsafeMutablePointer<UInt64>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        ticket?.pointee = 0
        let target = try Handles.transaction(tx)
        let callback = try Callback(callback, context)
        let sql = Text(try Boundary.bytes(sql, sqlSize, "sql"))
        let parameters = [UInt8](try Boundary.bytes(parameters, parametersSize, "parameters"))
        let options = try Boundary.callOptions(options)
        let number = target.newTicket()
        ticket?.pointee = number
        try target.submit(sql: sql, parameters: parameters, options: options, ticket: number) { callback.call($0) }
    }
}

@implementation @_cdecl("noormme_tx_submit_script")
public func noormme_tx_submit_script(
    _ tx: OpaquePointer?, _ sql: UnsafePointer<CChar>?, _ sqlSize: Int, _ options: UnsafePointer<noormme_call_options>?,
    _ callback: noormme_callback?, _ context: UnsafeMutableRawPointer?, _ ticket: UnsafeMutablePointer<UInt64>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        ticket?.pointee = 0
        let target = try Handles.transaction(tx)
        let callback = try Callback(callback, context)
        let sql = Text(try Boundary.bytes(sql, sqlSize, "sql"))
        let options = try Boundary.callOptions(options)
        let number = target.newTicket()
        ticket?.pointee = number
        try target.submit(script: sql, options: options, ticket: number) { callback.call($0) }
    }
}
