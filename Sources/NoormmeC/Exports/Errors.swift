import CNoormme

/// A text of an error, and its length if wanted; "" when the handle is none.
private func text(
    _ error: OpaquePointer?, _ size: UnsafeMutablePointer<Int>?, _ part: (ErrorRecord) -> CString
) -> UnsafePointer<CChar>? {
    guard let record = Handles.error(error) else {
        size?.pointee = 0
        return ("" as StaticString).cString
    }
    let text = part(record)
    size?.pointee = text.count
    return text.pointer
}

@implementation @_cdecl("noormme_error_code")
public func noormme_error_code(_ error: OpaquePointer?) -> noormme_status {
    Handles.error(error)?.code.rawValue ?? 0
}

@implementation @_cdecl("noormme_error_name")
public func noormme_error_name(
    _ error: OpaquePointer?, _ size: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    let name: StaticString = Handles.error(error)?.code.name ?? ""
    size?.pointee = name.utf8CodeUnitCount
    return name.cString
}

@implementation @_cdecl("noormme_error_message")
public func noormme_error_message(
    _ error: OpaquePointer?, _ size: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    text(error, size, \.message)
}

@implementation @_cdecl("noormme_error_path")
public func noormme_error_path(
    _ error: OpaquePointer?, _ size: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    text(error, size, \.path)
}

@implementation @_cdecl("noormme_error_sqlite_code")
public func noormme_error_sqlite_code(_ error: OpaquePointer?) -> Int32 {
    Handles.error(error)?.sqliteCode ?? 0
}

@implementation @_cdecl("noormme_error_model")
public func noormme_error_model(
    _ error: OpaquePointer?, _ size: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    text(error, size, \.model)
}

@implementation @_cdecl("noormme_error_field")
public func noormme_error_field(
    _ error: OpaquePointer?, _ size: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    text(error, size, \.field)
}

@implementation @_cdecl("noormme_error_rows")
public func noormme_error_rows(
    _ error: OpaquePointer?, _ size: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    text(error, size, \.rows)
}

@implementation @_cdecl("noormme_error_json")
public func noormme_error_json(
    _ error: OpaquePointer?, _ size: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    text(error, size, \.json)
}

@implementation @_cdecl("noormme_error_free")
public func noormme_error_free(_ error: UnsafeMutablePointer<OpaquePointer?>?) -> noormme_status {
    guard let error, let handle = error.pointee else { return noormme_status(NOORMME_OK) }
    error.pointee = nil
    guard case .live = Handles.errors.remove(UInt(bitPattern: handle)) else { return noormme_status(NOORMME_MISUSE) }
    return noormme_status(NOORMME_OK)
}
