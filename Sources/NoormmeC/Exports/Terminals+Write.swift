import CNoormme
import NoormmeCore

// Terminals that write.

@implementation @_cdecl("noormme_queryset_create")
public func noormme_queryset_create(
    _ queryset: OpaquePointer?, _ values: UnsafePointer<CChar>?, _ valuesSize: Int,
    _ row: UnsafeMutablePointer<noormme_buffer>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.answer(row) { () throws(NoormmeError) in
            let chain = try Handles.querySet(queryset)
            let values = try Boundary.bytes(values, valuesSize, "values")
            var call = CallText("create")
            if values.isEmpty { call.append(literal: "{}") } else { try call.append(json: values, "values") }
            return BufferRecord(try chain.run(call))
        }
    }
}

@implementation @_cdecl("noormme_queryset_update")
public func noormme_queryset_update(
    _ queryset: OpaquePointer?, _ values: UnsafePointer<CChar>?, _ valuesSize: Int,
    _ rows: UnsafeMutablePointer<Int64>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        let out = try Boundary.out(rows)
        out.pointee = 0
        let chain = try Handles.querySet(queryset)
        var call = CallText("update")
        try call.append(json: try Boundary.bytes(values, valuesSize, "values"), "values")
        out.pointee = try chain.number(call)
    }
}

@implementation @_cdecl("noormme_queryset_delete")
public func noormme_queryset_delete(
    _ queryset: OpaquePointer?, _ counts: UnsafeMutablePointer<noormme_buffer>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.terminal(queryset, "delete", counts, error)
}
