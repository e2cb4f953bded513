import CNoormme
import NoormmeCore
import NoormmeRuntime

@implementation @_cdecl("noormme_cursor_new")
public func noormme_cursor_new(
    _ tx: OpaquePointer?, _ spec: UnsafePointer<CChar>?, _ specSize: Int,
    _ cursor: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        let out = try Boundary.out(cursor)
        out.pointee = nil
        let transaction = try Handles.transaction(tx)
        try Handles.cursors.hand(transaction.cursor([UInt8](try Boundary.bytes(spec, specSize, "spec"))), to: out)
    }
}

@implementation @_cdecl("noormme_cursor_next")
public func noormme_cursor_next(
    _ cursor: OpaquePointer?, _ count: Int64, _ answer: UnsafeMutablePointer<noormme_buffer>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.answer(answer) { () throws(NoormmeError) in
            BufferRecord(try Handles.cursor(cursor).next(try rowCount(count)))
        }
    }
}

@implementation @_cdecl("noormme_cursor_submit_next")
public func noormme_cursor_submit_next(
    _ cursor: OpaquePointer?, _ count: Int64, _ options: UnsafePointer<noormme_call_options>?,
    _ callback: noormme_callback?, _ context: UnsafeMutableRawPointer?, _ ticket: UnsafeMutablePointer<UInt64>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        ticket?.pointee = 0
        let cursor = try Handles.cursor(cursor)
        let callback = try Callback(callback, context)
        let options = try Boundary.callOptions(options)
        let count = try rowCount(count)
        let number = cursor.newTicket()
        ticket?.pointee = number
        try cursor.submitNext(count, options: options, ticket: number) { callback.call($0) }
    }
}

@implementation @_cdecl("noormme_cursor_free")
public func noormme_cursor_free(_ cursor: UnsafeMutablePointer<OpaquePointer?>?) -> noormme_status {
    guard let cursor, let handle = cursor.pointee else { return noormme_status(NOORMME_OK) }
    cursor.pointee = nil
    guard case .live(let live) = Handles.cursors.remove(UInt(bitPattern: handle)) else {
        return noormme_status(NOORMME_MISUSE)
    }
    live.abandon()
    return noormme_status(NOORMME_OK)
}

private func rowCount(_ count: Int64) throws(NoormmeError) -> Int {
    guard count > 0 else { throw NoormmeError(.misuse, "the count of rows is not positive") }
    return Int(clamping: count)
}
