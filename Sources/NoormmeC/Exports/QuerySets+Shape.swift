import CNoormme
import NoormmeCore

// Steps that choose what a row holds and how it comes out.

@implementation @_cdecl("noormme_queryset_values")
public func noormme_queryset_values(
    _ queryset: OpaquePointer?, _ names: UnsafePointer<CChar>?, _ namesSize: Int,
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.step(queryset, "values", names, namesSize, "names", absent: .omitted, out, error)
}

@implementation @_cdecl("noormme_queryset_values_list")
public func noormme_queryset_values_list(
    _ queryset: OpaquePointer?, _ names: UnsafePointer<CChar>?, _ namesSize: Int, _ flat: CInt,
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    let isEmpty = names == nil && namesSize == 0
    let flat: StaticString? = flat == 0 ? nil : isEmpty ? "[],{\"flat\":true}" : "{\"flat\":true}"
    return Boundary.step(
        queryset, "values_list", names, namesSize, "names", absent: .omitted, tail: flat, out, error)
}

@implementation @_cdecl("noormme_queryset_only")
public func noormme_queryset_only(
    _ queryset: OpaquePointer?, _ names: UnsafePointer<CChar>?, _ namesSize: Int,
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.step(queryset, "only", names, namesSize, "names", out, error)
}

@implementation @_cdecl("noormme_queryset_defer")
public func noormme_queryset_defer(
    _ queryset: OpaquePointer?, _ names: UnsafePointer<CChar>?, _ namesSize: Int,
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.step(queryset, "defer", names, namesSize, "names", absent: .null, out, error)
}

@implementation @_cdecl("noormme_queryset_select_related")
public func noormme_queryset_select_related(
    _ queryset: OpaquePointer?, _ paths: UnsafePointer<CChar>?, _ pathsSize: Int,
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.step(queryset, "select_related", paths, pathsSize, "paths", absent: .null, out, error)
}

@implementation @_cdecl("noormme_queryset_prefetch_related")
public func noormme_queryset_prefetch_related(
    _ queryset: OpaquePointer?, _ paths: UnsafePointer<CChar>?, _ pathsSize: Int,
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.step(queryset, "prefetch_related", paths, pathsSize, "paths", absent: .null, out, error)
}

@implementation @_cdecl("noormme_queryset_rows")
public func noormme_queryset_rows(
    _ queryset: OpaquePointer?, _ form: CInt, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.querySet(out) { () throws(NoormmeError) in
            let chain = try Handles.querySet(queryset)
            switch Int(form) {
            case NOORMME_ROWS_OBJECTS: return chain.withRows(asArrays: false)
            case NOORMME_ROWS_ARRAYS: return chain.withRows(asArrays: true)
            default: throw NoormmeError(.misuse, "no such form of rows")
            }
        }
    }
}
