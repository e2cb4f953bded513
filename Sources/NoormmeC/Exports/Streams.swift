import CNoormme
import NoormmeCore
import NoormmeRuntime
import NoormmeText

@implementation @_cdecl("noormme_tx_stream")
public func noormme_tx_stream(
    _ tx: OpaquePointer?, _ sql: UnsafePointer<CChar>?, _ sqlSize: Int, _ parameters: UnsafePointer<CChar>?,
    _ parametersSize: Int, _ stream: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        let out = try Boundary.out(stream)
        out.pointee = nil
        let transaction = try Handles.transaction(tx)
        let sql = Text(try Boundary.bytes(sql, sqlSize, "sql"))
        let parameters = [UInt8](try Boundary.bytes(parameters, parametersSize, "parameters"))
        try Handles.streams.hand(try transaction.stream(sql, parameters: parameters), to: out)
    }
}

@implementation @_cdecl("noormme_stream_next")
public func noormme_stream_next(
    _ stream: OpaquePointer?, _ count: Int64, _ answer: UnsafeMutablePointer<noormme_buffer>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.answer(answer) { () throws(NoormmeError) in
            BufferRecord(try Handles.stream(stream).next(try Boundary.rowCount(count)))
        }
    }
}

@implementation @_cdecl("noormme_stream_submit_next")
public func noormme_stream_submit_next(
    _ stream: OpaquePointer?, _ count: Int64, _ options: UnsafePointer<noormme_call_options>?,
    _ callback: noormme_callback?, _ context: UnsafeMutableRawPointer?, _ ticket: UnsafeMutablePointer<UInt64>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        ticket?.pointee = 0
        let stream = try Handles.stream(stream)
        let callback = try Callback(callback, context)
        let options = try Boundary.callOptions(options)
        let count = try Boundary.rowCount(count)
        let number = stream.newTicket()
        ticket?.pointee = number
        try stream.submitNext(count, options: options, ticket: number) { callback.call($0) }
    }
}

@implementation @_cdecl("noormme_stream_free")
public func noormme_stream_free(_ stream: UnsafeMutablePointer<OpaquePointer?>?) -> noormme_status {
    guard let stream, let handle = stream.pointee else { return noormme_status(NOORMME_OK) }
    stream.pointee = nil
    guard case .live(let live) = Handles.streams.remove(UInt(bitPattern: handle)) else {
        return noormme_status(NOORMME_MISUSE)
    }
    live.abandon()
    return noormme_status(NOORMME_OK)
}

extension Boundary {
    fileprivate static func rowCount(_ count: Int64) throws(NoormmeError) -> Int {
        guard count > 0 else { throw NoormmeError(.misuse, "the count of rows is not positive") }
        return Int(clamping: count)
    }
}
