import CNoormme
import NoormmeCore
import NoormmeRuntime
import NoormmeText

@implementation @_cdecl("noormme_db_on_query")
public func noormme_db_on_query(
    _ db: OpaquePointer?, _ listener: noormme_query_listener?, _ context: UnsafeMutableRawPointer?,
    _ options: UnsafePointer<noormme_query_options>?, _ number: UnsafeMutablePointer<UInt64>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        number?.pointee = 0
        let database = try Handles.database(db)
        let listener = try Listener(listener, context)
        let added = database.addListener(try Listener.options(options)) { listener.call($0) }
        guard added != 0 else { throw NoormmeError(.closed, "the database is closed") }
        number?.pointee = added
    }
}

@implementation @_cdecl("noormme_db_off_query")
public func noormme_db_off_query(
    _ db: OpaquePointer?, _ number: UInt64, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Handles.database(db).removeListener(number)
    }
}
