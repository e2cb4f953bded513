import CNoormme
import NoormmeCore
import NoormmeRuntime
import NoormmeText

@implementation @_cdecl("noormme_connection_table")
public func noormme_connection_table(
    _ connection: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ nameSize: Int, _ flags: Int32,
    _ module: UnsafePointer<noormme_module>?, _ context: UnsafeMutableRawPointer?, _ release: noormme_release?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    let host = Release(context, release)
    return Boundary.call(error) { () throws(NoormmeError) in
        let held = try Handles.connection(connection)
        let name = Text(try Boundary.bytes(name, nameSize, "name"))
        guard let module = module?.pointee, module.struct_size >= MemoryLayout<noormme_module>.size,
            let functions = ModuleFunctions(module)
        else { throw NoormmeError(.misuse, "a module has struct_size and every function") }
        try held.define(
            table: name, isEponymous: flags & Int32(NOORMME_TABLE_EPONYMOUS) != 0, release: host.handOver()
        ) { (arguments) throws(HeldConnection.Failure) in
            try functions.connect(context, arguments)
        }
    }
}

/// The functions of a host's module, none of which is NULL.
private struct ModuleFunctions {
    private let connect: noormme_table_connect
    private let disconnect: noormme_release
    private let open: noormme_table_open
    private let next: noormme_table_next
    private let column: noormme_table_column
    private let close: noormme_release

    init?(_ module: noormme_module) {
        guard let connect = module.connect, let disconnect = module.disconnect, let open = module.open,
            let next = module.next, let column = module.column, let close = module.close
        else { return nil }
        self.connect = connect
        self.disconnect = disconnect
        self.open = open
        self.next = next
        self.column = column
        self.close = close
    }

    func connect(
        _ context: UnsafeMutableRawPointer?, _ arguments: [Text]
    ) throws(HeldConnection.Failure) -> HeldConnection.Table {
        var shape = noormme_table_shape()
        shape.struct_size = MemoryLayout<noormme_table_shape>.size
        var result = noormme_value()
        let bytes = arguments.map { CString($0.bytes) }
        defer { for each in bytes { each.deallocate() } }
        let values = bytes.map { noormme_value(.text(UnsafeRawBufferPointer(start: $0.start, count: $0.count))) }
        try check(connect(context, values, values.count, &shape, &result), result)
        let table = shape.table
        guard case .text(let declaration) = result.cell else {
            disconnect(table)
            throw HeldConnection.Failure("a table of the host has no declaration")
        }
        return HeldConnection.Table(
            declaration: Text(declaration), parameters: Int(shape.parameters),
            isDirectOnly: shape.flags & Int32(NOORMME_FUNCTION_DIRECT_ONLY) != 0,
            release: { [disconnect] in disconnect(table) },
            open: { [self] (given, arguments) throws(HeldConnection.Failure) in try open(table, given, arguments) })
    }

    private func open(
        _ table: UnsafeMutableRawPointer?, _ given: UInt32, _ arguments: [Cell]
    ) throws(HeldConnection.Failure) -> HeldConnection.Cursor {
        var cursor: UnsafeMutableRawPointer?
        var result = noormme_value()
        let values = arguments.map { noormme_value($0) }
        try check(open(table, given, values, values.count, &cursor, &result), result)
        let opened = cursor
        let (next, column, close) = (self.next, self.column, self.close)
        return HeldConnection.Cursor(
            release: { close(opened) },
            next: { () throws(HeldConnection.Failure) in
                var (hasRow, result): (Int32, noormme_value) = (0, noormme_value())
                try check(next(opened, &hasRow, &result), result)
                return hasRow != 0
            },
            column: { index, call in
                HostContext(context: opened).run(call) { column($0, Int32(index), $3) }
            })
    }
}

private func check(_ status: Int32, _ result: noormme_value) throws(HeldConnection.Failure) {
    if status == 0 { return }
    if case .text(let message) = result.cell { throw HeldConnection.Failure(Text(message)) }
    throw HeldConnection.Failure("a table of the host failed")
}
