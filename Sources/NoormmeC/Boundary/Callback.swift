import CNoormme
import NoormmeCore
import NoormmeRuntime
import NoormmeText

/// A host's function and what it wants to be given: called once, with what became of a call.
struct Callback: @unchecked Sendable {
    // Unchecked: the pointer is the host's, and is only handed back.
    let function: noormme_callback
    let context: UnsafeMutableRawPointer?

    init(_ function: noormme_callback?, _ context: UnsafeMutableRawPointer?) throws(NoormmeError) {
        guard let function else { throw NoormmeError(.misuse, "the callback is NULL") }
        self.function = function
        self.context = context
    }

    func call(_ result: Result<AnswerBytes, NoormmeError>) {
        var buffer = noormme_buffer()
        var error: OpaquePointer?
        let status = Boundary.call(&error) { () throws(NoormmeError) in
            try Boundary.answer(&buffer) { () throws(NoormmeError) in BufferRecord(try result.get()) }
        }
        function(context, status, &buffer, error)
    }
}

/// The same for a transaction.
struct TransactionCallback: @unchecked Sendable {
    // Unchecked: as above.
    let function: noormme_tx_callback
    let context: UnsafeMutableRawPointer?

    init(_ function: noormme_tx_callback?, _ context: UnsafeMutableRawPointer?) throws(NoormmeError) {
        guard let function else { throw NoormmeError(.misuse, "the callback is NULL") }
        self.function = function
        self.context = context
    }

    func call(_ result: Result<Transaction, NoormmeError>) {
        var handle: OpaquePointer?
        var error: OpaquePointer?
        let status = Boundary.call(&error) { () throws(NoormmeError) in
            try Boundary.hand(try result.get(), to: &handle)
        }
        function(context, status, handle, error)
    }
}

extension Boundary {
    static func callOptions(_ options: UnsafePointer<noormme_call_options>?) throws(NoormmeError) -> CallOptions {
        guard let options else { return CallOptions() }
        // A host of a later version has a longer struct, whose rest means nothing here.
        guard options.pointee.struct_size >= MemoryLayout<noormme_call_options>.size else {
            throw NoormmeError(.misuse, "the options' struct_size is too small: use NOORMME_CALL_OPTIONS_INIT")
        }
        guard options.pointee.timeout_ms >= 0 else { throw NoormmeError(.misuse, "the timeout is negative") }
        let forms = Int32(NOORMME_FORM_JSON)...Int32(NOORMME_FORM_BLOCK)
        guard forms.contains(options.pointee.form) else { throw NoormmeError(.misuse, "no such form of an answer") }
        return CallOptions(
            timeout: options.pointee.timeout_ms, asBlock: options.pointee.form == Int32(NOORMME_FORM_BLOCK))
    }

    /// Gives a transaction to the host, which is rolled back when that is impossible.
    static func hand(
        _ transaction: Transaction, to out: UnsafeMutablePointer<OpaquePointer?>
    ) throws(NoormmeError) {
        do {
            try Handles.transactions.hand(transaction, to: out)
        } catch {
            transaction.abandon()
            throw error
        }
    }

    static func transactionOptions(
        _ json: UnsafePointer<CChar>?, _ size: Int
    ) throws(NoormmeError) -> TransactionOptions {
        let text = try bytes(json, size, "options")
        if text.isEmpty { return TransactionOptions() }
        return try TransactionOptions.parse(try Boundary.json(text, "options"))
    }
}
