import CNoormme
import NoormmeCore
import NoormmeRuntime

@implementation @_cdecl("noormme_db_submit")
public func noormme_db_submit(
    _ db: OpaquePointer?, _ spec: UnsafePointer<CChar>?, _ specSize: Int,
    _ options: UnsafePointer<noormme_call_options>?, _ callback: noormme_callback?,
    _ context: UnsafeMutableRawPointer?, _ ticket: UnsafeMutablePointer<UInt64>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        ticket?.pointee = 0
        let database = try Handles.database(db)
        let callback = try Callback(callback, context)
        let spec = [UInt8](try Boundary.bytes(spec, specSize, "spec"))
        let options = try Boundary.callOptions(options)
        let number = database.newTicket()
        // Written first: the callback may come before this function returns.
        ticket?.pointee = number
        try database.submit(spec, options: options, ticket: number) { callback.call($0) }
    }
}

@implementation @_cdecl("noormme_db_cancel")
public func noormme_db_cancel(
    _ db: OpaquePointer?, _ ticket: UInt64, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Handles.database(db).cancel(ticket)
    }
}

@implementation @_cdecl("noormme_db_queue_length")
public func noormme_db_queue_length(
    _ db: OpaquePointer?, _ reads: UnsafeMutablePointer<Int64>?, _ writes: UnsafeMutablePointer<Int64>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        reads?.pointee = 0
        writes?.pointee = 0
        let length = try Handles.database(db).queueLength
        reads?.pointee = Int64(length.reads)
        writes?.pointee = Int64(length.writes)
    }
}
