import CNoormme
import NoormmeCore
import NoormmeRuntime
import NoormmeText

@implementation @_cdecl("noormme_connection_prepare")
public func noormme_connection_prepare(
    _ connection: OpaquePointer?, _ sql: UnsafePointer<CChar>?, _ sqlSize: Int,
    _ statement: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        let out = try Boundary.out(statement)
        out.pointee = nil
        let sql = Text(try Boundary.bytes(sql, sqlSize, "sql"))
        try Handles.statements.hand(try Handles.connection(connection).prepare(sql), to: out)
    }
}

@implementation @_cdecl("noormme_statement_describe")
public func noormme_statement_describe(
    _ statement: OpaquePointer?, _ answer: UnsafeMutablePointer<noormme_buffer>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.answer(answer) { () throws(NoormmeError) in
            BufferRecord(try Handles.statement(statement).describe())
        }
    }
}

@implementation @_cdecl("noormme_statement_expanded")
public func noormme_statement_expanded(
    _ statement: OpaquePointer?, _ answer: UnsafeMutablePointer<noormme_buffer>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.answer(answer) { () throws(NoormmeError) in
            BufferRecord(try Handles.statement(statement).expanded())
        }
    }
}

@implementation @_cdecl("noormme_statement_bind")
public func noormme_statement_bind(
    _ statement: OpaquePointer?, _ values: UnsafePointer<noormme_value>?, _ count: Int,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        let held = try Handles.statement(statement)
        guard count >= 0, values != nil || count == 0 else {
            throw NoormmeError(.misuse, "values is NULL, its count is not 0")
        }
        for index in 0..<count where values?[index].cell == nil {
            throw NoormmeError(.misuse, "a value has no type, or no bytes")
        }
        try held.bind(count: count) { values?[$0].cell ?? .null }
    }
}

@implementation @_cdecl("noormme_statement_step")
public func noormme_statement_step(
    _ statement: OpaquePointer?, _ row: UnsafeMutablePointer<noormme_row>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        let out = try Boundary.out(row)
        let (values, capacity) = (out.pointee.values, out.pointee.capacity)
        guard out.pointee.struct_size >= MemoryLayout<noormme_row>.size, capacity >= 0, values != nil || capacity == 0
        else { throw NoormmeError(.misuse, "a row has struct_size, and values where its capacity is not 0") }
        (out.pointee.count, out.pointee.has_row, out.pointee.recompiled) = (0, 0, 0)
        let step = try Handles.statement(statement).step(limit: capacity) { values?[$0] = noormme_value($1) }
        out.pointee.count = step.columns
        out.pointee.has_row = step.hasRow ? 1 : 0
        out.pointee.recompiled = step.isRecompiled ? 1 : 0
    }
}

@implementation @_cdecl("noormme_statement_reset")
public func noormme_statement_reset(
    _ statement: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Handles.statement(statement).reset()
    }
}

@implementation @_cdecl("noormme_statement_free")
public func noormme_statement_free(_ statement: UnsafeMutablePointer<OpaquePointer?>?) -> noormme_status {
    guard let statement, let handle = statement.pointee else { return noormme_status(NOORMME_OK) }
    statement.pointee = nil
    if case .live = Handles.statements.remove(UInt(bitPattern: handle)) { return noormme_status(NOORMME_OK) }
    return noormme_status(NOORMME_MISUSE)
}
