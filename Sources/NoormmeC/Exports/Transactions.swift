import CNoormme
import NoormmeCore
import NoormmeRuntime

@implementation @_cdecl("noormme_tx_begin")
public func noormme_tx_begin(
    _ db: OpaquePointer?, _ options: UnsafePointer<CChar>?, _ optionsSize: Int,
    _ tx: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        let out = try Boundary.out(tx)
        out.pointee = nil
        let database = try Handles.database(db)
        let options = try Boundary.transactionOptions(options, optionsSize)
        try Boundary.hand(try database.begin(options), to: out)
    }
}

@implementation @_cdecl("noormme_tx_submit_begin")
public func noormme_tx_submit_begin(
    _ db: OpaquePointer?, _ options: UnsafePointer<CChar>?, _ optionsSize: Int, _ callback: noormme_tx_callback?,
    _ context: UnsafeMutableRawPointer?, _ ticket: UnsafeMutablePointer<UInt64>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        ticket?.pointee = 0
        let database = try Handles.database(db)
        let callback = try TransactionCallback(callback, context)
        let options = try Boundary.transactionOptions(options, optionsSize)
        let number = database.newTicket()
        ticket?.pointee = number
        try database.submitBegin(options, ticket: number) { callback.call($0) }
    }
}

@implementation @_cdecl("noormme_tx_execute")
public func noormme_tx_execute(
    _ tx: OpaquePointer?, _ spec: UnsafePointer<CChar>?, _ specSize: Int,
    _ answer: UnsafeMutablePointer<noormme_buffer>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.answer(answer) { () throws(NoormmeError) in
            BufferRecord(
                try Handles.transaction(tx).answer([UInt8](try Boundary.bytes(spec, specSize, "spec"))))
        }
    }
}

@implementation @_cdecl("noormme_tx_submit")
public func noormme_tx_submit(
    _ tx: OpaquePointer?, _ spec: UnsafePointer<CChar>?, _ specSize: Int,
    _ options: UnsafePointer<noormme_call_options>?, _ callback: noormme_callback?,
    _ context: UnsafeMutableRawPointer?, _ ticket: UnsafeMutablePointer<UInt64>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        ticket?.pointee = 0
        let transaction = try Handles.transaction(tx)
        let callback = try Callback(callback, context)
        let spec = [UInt8](try Boundary.bytes(spec, specSize, "spec"))
        let options = try Boundary.callOptions(options)
        let number = transaction.newTicket()
        ticket?.pointee = number
        try transaction.submit(spec, options: options, ticket: number) { callback.call($0) }
    }
}

@implementation @_cdecl("noormme_tx_submit_action")
public func noormme_tx_submit_action(
    _ tx: OpaquePointer?, _ action: CInt, _ savepoint: Int64, _ options: UnsafePointer<noormme_call_options>?,
    _ callback: noormme_callback?, _ context: UnsafeMutableRawPointer?, _ ticket: UnsafeMutablePointer<UInt64>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        ticket?.pointee = 0
        let transaction = try Handles.transaction(tx)
        let callback = try Callback(callback, context)
        let options = try Boundary.callOptions(options)
        let chosen: Transaction.Action
        switch Int(action) {
        case NOORMME_TX_COMMIT: chosen = .commit
        case NOORMME_TX_ROLLBACK: chosen = .rollback
        case NOORMME_TX_SAVEPOINT: chosen = .savepoint
        case NOORMME_TX_RELEASE: chosen = .release(savepoint)
        case NOORMME_TX_ROLLBACK_TO: chosen = .rollbackTo(savepoint)
        default: throw NoormmeError(.misuse, "no such action")
        }
        let number = transaction.newTicket()
        ticket?.pointee = number
        try transaction.submit(chosen, options: options, ticket: number) { callback.call($0) }
    }
}

@implementation @_cdecl("noormme_tx_savepoint")
public func noormme_tx_savepoint(
    _ tx: OpaquePointer?, _ savepoint: UnsafeMutablePointer<Int64>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        let out = try Boundary.out(savepoint)
        out.pointee = 0
        out.pointee = try Handles.transaction(tx).savepoint()
    }
}

@implementation @_cdecl("noormme_tx_release")
public func noormme_tx_release(
    _ tx: OpaquePointer?, _ savepoint: Int64, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Handles.transaction(tx).release(savepoint)
    }
}

@implementation @_cdecl("noormme_tx_rollback_to")
public func noormme_tx_rollback_to(
    _ tx: OpaquePointer?, _ savepoint: Int64, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Handles.transaction(tx).rollback(to: savepoint)
    }
}

@implementation @_cdecl("noormme_tx_commit")
public func noormme_tx_commit(
    _ tx: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Handles.transaction(tx).commit()
    }
}

@implementation @_cdecl("noormme_tx_rollback")
public func noormme_tx_rollback(
    _ tx: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Handles.transaction(tx).rollback()
    }
}

@implementation @_cdecl("noormme_tx_free")
public func noormme_tx_free(_ tx: UnsafeMutablePointer<OpaquePointer?>?) -> noormme_status {
    guard let tx, let handle = tx.pointee else { return noormme_status(NOORMME_OK) }
    tx.pointee = nil
    guard case .live(let transaction) = Handles.transactions.remove(UInt(bitPattern: handle)) else {
        return noormme_status(NOORMME_MISUSE)
    }
    transaction.abandon()
    return noormme_status(NOORMME_OK)
}
