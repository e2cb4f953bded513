import CNoormme
import NoormmeCore
import NoormmeRuntime
import NoormmeText

@implementation @_cdecl("noormme_db_rows")
public func noormme_db_rows(
    _ db: OpaquePointer?, _ spec: UnsafePointer<CChar>?, _ specSize: Int,
    _ options: UnsafePointer<noormme_rows_options>?, _ answer: UnsafeMutablePointer<noormme_buffer>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.rows(options, answer) { (request) throws(NoormmeError) in
            try Handles.database(db).rows([UInt8](try Boundary.bytes(spec, specSize, "spec")), request)
        }
    }
}

@implementation @_cdecl("noormme_shape_new")
public func noormme_shape_new(
    _ db: OpaquePointer?, _ text: UnsafePointer<CChar>?, _ textSize: Int,
    _ shape: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        let out = try Boundary.out(shape)
        out.pointee = nil
        let text = try Boundary.bytes(text, textSize, "text")
        try Handles.shapes.hand(try RequestShape(try Handles.database(db), template: text), to: out)
    }
}

@implementation @_cdecl("noormme_shape_rows")
public func noormme_shape_rows(
    _ shape: OpaquePointer?, _ values: UnsafePointer<noormme_literal>?, _ count: Int,
    _ options: UnsafePointer<noormme_rows_options>?, _ answer: UnsafeMutablePointer<noormme_buffer>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.rows(options, answer) { (request) throws(NoormmeError) in
            let shape = try Handles.shape(shape)
            return try shape.database.rows(shape, try Boundary.literals(values, count), request)
        }
    }
}

@implementation @_cdecl("noormme_shape_free")
public func noormme_shape_free(_ shape: UnsafeMutablePointer<OpaquePointer?>?) -> noormme_status {
    guard let shape, let handle = shape.pointee else { return noormme_status(NOORMME_OK) }
    shape.pointee = nil
    guard case .live = Handles.shapes.remove(UInt(bitPattern: handle)) else { return noormme_status(NOORMME_MISUSE) }
    return noormme_status(NOORMME_OK)
}

@implementation @_cdecl("noormme_tx_rows")
public func noormme_tx_rows(
    _ tx: OpaquePointer?, _ spec: UnsafePointer<CChar>?, _ specSize: Int,
    _ options: UnsafePointer<noormme_rows_options>?, _ answer: UnsafeMutablePointer<noormme_buffer>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.rows(options, answer) { (request) throws(NoormmeError) in
            try Handles.transaction(tx).rows([UInt8](try Boundary.bytes(spec, specSize, "spec")), request)
        }
    }
}
