import CNoormme
import NoormmeCore
import NoormmeRuntime
import NoormmeText

@implementation @_cdecl("noormme_connection_open")
public func noormme_connection_open(
    _ path: UnsafePointer<CChar>?, _ pathSize: Int, _ options: UnsafePointer<CChar>?, _ optionsSize: Int,
    _ connection: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        let out = try Boundary.out(connection)
        out.pointee = nil
        let path = Text(try Boundary.bytes(path, pathSize, "path"))
        let options = try Boundary.options(try Boundary.bytes(options, optionsSize, "options"))
        try Handles.connections.hand(try HeldConnection(path: path, options: options), to: out)
    }
}

@implementation @_cdecl("noormme_connection_close")
public func noormme_connection_close(_ connection: UnsafeMutablePointer<OpaquePointer?>?) -> noormme_status {
    guard let connection, let handle = connection.pointee else { return noormme_status(NOORMME_OK) }
    let token = UInt(bitPattern: handle)
    switch Handles.connections.find(token) {
    case .live(let held):
        do throws(NoormmeError) {
            try held.close()
        } catch {
            return error.code.rawValue
        }
        connection.pointee = nil
        _ = Handles.connections.remove(token)
        return noormme_status(NOORMME_OK)
    case .stale:
        connection.pointee = nil
        return noormme_status(NOORMME_CLOSED)
    case .never:
        connection.pointee = nil
        return noormme_status(NOORMME_MISUSE)
    }
}

@implementation @_cdecl("noormme_connection_script")
public func noormme_connection_script(
    _ connection: OpaquePointer?, _ sql: UnsafePointer<CChar>?, _ sqlSize: Int,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Handles.connection(connection).run(script: Text(try Boundary.bytes(sql, sqlSize, "sql")))
    }
}

@implementation @_cdecl("noormme_connection_interrupt")
public func noormme_connection_interrupt(
    _ connection: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Handles.connection(connection).interrupt()
    }
}

@implementation @_cdecl("noormme_connection_permit_dangerous_sql")
public func noormme_connection_permit_dangerous_sql(
    _ connection: OpaquePointer?, _ permit: Int32, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Handles.connection(connection).permitDangerousSQL(permit != 0)
    }
}

@implementation @_cdecl("noormme_connection_read_state")
public func noormme_connection_read_state(
    _ connection: OpaquePointer?, _ state: UnsafeMutablePointer<noormme_connection_state>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        let out = try Boundary.out(state)
        guard out.pointee.struct_size >= MemoryLayout<noormme_connection_state>.size else {
            throw NoormmeError(.misuse, "struct_size is not set")
        }
        let held = try Handles.connection(connection).state()
        out.pointee.changes = held.changes
        out.pointee.total_changes = held.totalChanges
        out.pointee.last_insert_rowid = held.lastInsertRowID
        out.pointee.in_transaction = held.isInTransaction ? 1 : 0
        out.pointee.read_only = held.isReadOnly ? 1 : 0
    }
}

@implementation @_cdecl("noormme_connection_function")
public func noormme_connection_function(
    _ connection: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ nameSize: Int, _ arguments: Int32,
    _ flags: Int32, _ function: noormme_function?, _ context: UnsafeMutableRawPointer?,
    _ release: noormme_release?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    let host = Release(context, release)
    return Boundary.call(error) { () throws(NoormmeError) in
        let held = try Handles.connection(connection)
        let name = Text(try Boundary.bytes(name, nameSize, "name"))
        guard let function else { throw NoormmeError(.misuse, "the function is NULL") }
        let runner = HostContext(context: context)
        try held.define(Boundary.signature(name, arguments, flags), release: host.handOver()) { call in
            runner.run(call) { function($0, $1, $2, $3) }
        }
    }
}

@implementation @_cdecl("noormme_connection_aggregate")
public func noormme_connection_aggregate(
    _ connection: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ nameSize: Int, _ arguments: Int32,
    _ flags: Int32, _ aggregate: UnsafePointer<noormme_aggregate>?, _ context: UnsafeMutableRawPointer?,
    _ release: noormme_release?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    let host = Release(context, release)
    return Boundary.call(error) { () throws(NoormmeError) in
        let held = try Handles.connection(connection)
        let name = Text(try Boundary.bytes(name, nameSize, "name"))
        guard let phases = aggregate?.pointee, phases.struct_size >= MemoryLayout<noormme_aggregate>.size,
            let step = phases.step, let final = phases.final
        else { throw NoormmeError(.misuse, "an aggregate has struct_size, step and final") }
        let runner = HostContext(context: context)
        func phase(_ function: @escaping noormme_aggregate_function, isResult: Bool) -> HeldConnection.Phase {
            { call, group in
                runner.run(call, isResult: isResult) { function($0, group, $1, $2, $3) }
            }
        }
        try held.define(
            Boundary.signature(name, arguments, flags), step: phase(step, isResult: false),
            inverse: phases.inverse.map { phase($0, isResult: false) },
            value: phases.value.map { phase($0, isResult: true) }, final: phase(final, isResult: true),
            release: host.handOver())
    }
}

extension Boundary {
    fileprivate static func signature(_ name: Text, _ arguments: Int32, _ flags: Int32) -> HeldConnection.Signature {
        HeldConnection.Signature(
            name: name, arguments: arguments,
            isDeterministic: flags & Int32(NOORMME_FUNCTION_DETERMINISTIC) != 0,
            isDirectOnly: flags & Int32(NOORMME_FUNCTION_DIRECT_ONLY) != 0)
    }
}
