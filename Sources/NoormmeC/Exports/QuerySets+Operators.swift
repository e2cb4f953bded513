import CNoormme

// Steps that combine two query sets.

@implementation @_cdecl("noormme_queryset_union")
public func noormme_queryset_union(
    _ queryset: OpaquePointer?, _ other: OpaquePointer?, _ all: CInt,
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.step(queryset, "union", other, .list, tail: all == 0 ? "" : ",{\"all\":true}", out, error)
}

@implementation @_cdecl("noormme_queryset_intersection")
public func noormme_queryset_intersection(
    _ queryset: OpaquePointer?, _ other: OpaquePointer?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.step(queryset, "intersection", other, .list, out, error)
}

@implementation @_cdecl("noormme_queryset_difference")
public func noormme_queryset_difference(
    _ queryset: OpaquePointer?, _ other: OpaquePointer?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.step(queryset, "difference", other, .list, out, error)
}

@implementation @_cdecl("noormme_queryset_and")
public func noormme_queryset_and(
    _ queryset: OpaquePointer?, _ other: OpaquePointer?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.step(queryset, "and", other, .one, out, error)
}

@implementation @_cdecl("noormme_queryset_or")
public func noormme_queryset_or(
    _ queryset: OpaquePointer?, _ other: OpaquePointer?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.step(queryset, "or", other, .one, out, error)
}

@implementation @_cdecl("noormme_queryset_xor")
public func noormme_queryset_xor(
    _ queryset: OpaquePointer?, _ other: OpaquePointer?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.step(queryset, "xor", other, .one, out, error)
}
