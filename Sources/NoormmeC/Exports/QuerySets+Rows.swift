import CNoormme
import NoormmeCore

// Steps that choose and order rows.

@implementation @_cdecl("noormme_queryset_filter")
public func noormme_queryset_filter(
    _ queryset: OpaquePointer?, _ condition: UnsafePointer<CChar>?, _ conditionSize: Int,
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.step(queryset, "filter", condition, conditionSize, "condition", out, error)
}

@implementation @_cdecl("noormme_queryset_exclude")
public func noormme_queryset_exclude(
    _ queryset: OpaquePointer?, _ condition: UnsafePointer<CChar>?, _ conditionSize: Int,
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.step(queryset, "exclude", condition, conditionSize, "condition", out, error)
}

@implementation @_cdecl("noormme_queryset_annotate")
public func noormme_queryset_annotate(
    _ queryset: OpaquePointer?, _ expressions: UnsafePointer<CChar>?, _ expressionsSize: Int,
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.step(queryset, "annotate", expressions, expressionsSize, "expressions", out, error)
}

@implementation @_cdecl("noormme_queryset_alias")
public func noormme_queryset_alias(
    _ queryset: OpaquePointer?, _ expressions: UnsafePointer<CChar>?, _ expressionsSize: Int,
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.step(queryset, "alias", expressions, expressionsSize, "expressions", out, error)
}

@implementation @_cdecl("noormme_queryset_order_by")
public func noormme_queryset_order_by(
    _ queryset: OpaquePointer?, _ terms: UnsafePointer<CChar>?, _ termsSize: Int,
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.step(queryset, "order_by", terms, termsSize, "terms", out, error)
}

@implementation @_cdecl("noormme_queryset_reverse")
public func noormme_queryset_reverse(
    _ queryset: OpaquePointer?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.step(queryset, "reverse", out, error)
}

@implementation @_cdecl("noormme_queryset_distinct")
public func noormme_queryset_distinct(
    _ queryset: OpaquePointer?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.step(queryset, "distinct", out, error)
}

@implementation @_cdecl("noormme_queryset_none")
public func noormme_queryset_none(
    _ queryset: OpaquePointer?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.step(queryset, "none", out, error)
}

@implementation @_cdecl("noormme_queryset_slice")
public func noormme_queryset_slice(
    _ queryset: OpaquePointer?, _ start: Int64, _ stop: Int64, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.querySet(out) { () throws(NoormmeError) in
            let chain = try Handles.querySet(queryset)
            var call = CallText("slice")
            call.append(start)
            // NOORMME_SLICE_END: a macro over another macro, which Swift does not import.
            if stop == .max { call.append(literal: "null") } else { call.append(stop) }
            return try chain.appending(StepChain.Step(head: call.closed))
        }
    }
}
