import CNoormme
import NoormmeCore
import NoormmeText

/// Where an error goes to; NULL when the host does not want it.
typealias ErrorOut = UnsafeMutablePointer<OpaquePointer?>?

/// The one way in: every export that can fail runs inside `call`.
enum Boundary {
    /// Runs a body, writes its error as an owned handle, gives its status.
    static func call(_ error: ErrorOut, _ body: () throws(NoormmeError) -> Void) -> noormme_status {
        error?.pointee = nil
        do throws(NoormmeError) {
            try body()
            return noormme_status(NOORMME_OK)
        } catch let failure {
            if let error, let token = Handles.errors.insert(ErrorRecord(failure)) {
                error.pointee = OpaquePointer(bitPattern: token)
            }
            return failure.code.rawValue
        }
    }

    /// The caller's bytes, valid during the call only.
    static func bytes(
        _ start: UnsafePointer<CChar>?, _ size: Int, _ name: StaticString
    ) throws(NoormmeError) -> UnsafeRawBufferPointer {
        // size_t comes in as Int: what is negative here was more than half the address space.
        guard size >= 0 else { throw NoormmeError(.misuse, Text(name) + ": the size is impossible") }
        guard let start else {
            guard size == 0 else { throw NoormmeError(.misuse, Text(name) + " is NULL, its size is not 0") }
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        return UnsafeRawBufferPointer(start: start, count: size)
    }

    static func out<T>(_ pointer: UnsafeMutablePointer<T>?) throws(NoormmeError) -> UnsafeMutablePointer<T> {
        guard let pointer else { throw NoormmeError(.misuse, "the out parameter is NULL") }
        return pointer
    }

    /// Hands an answer out. The buffer is emptied first, so that a failure leaves it empty.
    static func answer(
        _ buffer: UnsafeMutablePointer<noormme_buffer>?, _ body: () throws(NoormmeError) -> BufferRecord
    ) throws(NoormmeError) {
        let buffer = try out(buffer)
        buffer.pointee = noormme_buffer()
        let record = try body()
        guard let token = Handles.buffers.insert(record) else {
            throw NoormmeError(.outOfMemory, "too many buffers are held")
        }
        buffer.pointee = noormme_buffer(data: record.pointer, size: record.count, owner: token)
    }

    /// Hands a query set out. The out parameter is NULL after a failure.
    static func querySet(
        _ out: UnsafeMutablePointer<OpaquePointer?>?, _ body: () throws(NoormmeError) -> StepChain
    ) throws(NoormmeError) {
        let out = try self.out(out)
        // A host may pass the address of the handle it derives from: read first, write after.
        let result = Result { () throws(NoormmeError) in try body() }
        out.pointee = nil
        try Handles.querySets.hand(try result.get(), to: out)
    }
}
