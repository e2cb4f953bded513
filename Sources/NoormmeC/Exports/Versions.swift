import CNoormme
import NoormmeCore
import NoormmeRuntime

@implementation @_cdecl("noormme_version_abi")
public func noormme_version_abi() -> Int32 {
    NOORMME_ABI_VERSION
}

@implementation @_cdecl("noormme_version_wire")
public func noormme_version_wire() -> Int32 {
    NOORMME_WIRE_VERSION
}

@implementation @_cdecl("noormme_version")
public func noormme_version() -> UnsafePointer<CChar>? {
    // Beside NOORMME_VERSION, because a macro's text has no address; a test compares the two.
    ("0.1.0" as StaticString).cString
}

@implementation @_cdecl("noormme_version_sqlite")
public func noormme_version_sqlite() -> UnsafePointer<CChar>? {
    sqliteVersion.pointer
}

private let sqliteVersion = CString(Database.sqliteVersion.bytes)

@implementation @_cdecl("noormme_status_name")
public func noormme_status_name(_ status: noormme_status) -> UnsafePointer<CChar>? {
    let name: StaticString = status == 0 ? "OK" : ErrorCode(rawValue: status)?.name ?? "UnknownError"
    return name.cString
}

@implementation @_cdecl("noormme_status_symbol")
public func noormme_status_symbol(_ status: noormme_status) -> UnsafePointer<CChar>? {
    let symbol: StaticString = status == 0 ? "OK" : ErrorCode(rawValue: status)?.symbol ?? "UNKNOWN"
    return symbol.cString
}

@implementation @_cdecl("noormme_handle_count")
public func noormme_handle_count() -> Int64 {
    Handles.databases.count + Handles.querySets.count + Handles.transactions.count + Handles.errors.count
        + Handles.buffers.count + Handles.connections.count + Handles.statements.count
        + Handles.streams.count + Handles.shapes.count
        + Handles.cursors.count
}
