import CNoormme
import NoormmeCore

// Terminals that read.

@implementation @_cdecl("noormme_queryset_terminal")
public func noormme_queryset_terminal(
    _ queryset: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ nameSize: Int,
    _ arguments: UnsafePointer<CChar>?, _ argumentsSize: Int, _ answer: UnsafeMutablePointer<noormme_buffer>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.answer(answer) { () throws(NoormmeError) in
            let chain = try Handles.querySet(queryset)
            return BufferRecord(try chain.run(try Boundary.callText(name, nameSize, arguments, argumentsSize)))
        }
    }
}

@implementation @_cdecl("noormme_queryset_all")
public func noormme_queryset_all(
    _ queryset: OpaquePointer?, _ rows: UnsafeMutablePointer<noormme_buffer>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.terminal(queryset, "all", rows, error)
}

@implementation @_cdecl("noormme_queryset_get")
public func noormme_queryset_get(
    _ queryset: OpaquePointer?, _ condition: UnsafePointer<CChar>?, _ conditionSize: Int,
    _ row: UnsafeMutablePointer<noormme_buffer>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.terminal(queryset, "get", condition, conditionSize, "condition", absent: .omitted, row, error)
}

@implementation @_cdecl("noormme_queryset_first")
public func noormme_queryset_first(
    _ queryset: OpaquePointer?, _ row: UnsafeMutablePointer<noormme_buffer>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.terminal(queryset, "first", row, error)
}

@implementation @_cdecl("noormme_queryset_last")
public func noormme_queryset_last(
    _ queryset: OpaquePointer?, _ row: UnsafeMutablePointer<noormme_buffer>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.terminal(queryset, "last", row, error)
}

@implementation @_cdecl("noormme_queryset_count")
public func noormme_queryset_count(
    _ queryset: OpaquePointer?, _ count: UnsafeMutablePointer<Int64>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        let out = try Boundary.out(count)
        out.pointee = 0
        out.pointee = try Handles.querySet(queryset).number(CallText("count"))
    }
}

@implementation @_cdecl("noormme_queryset_exists")
public func noormme_queryset_exists(
    _ queryset: OpaquePointer?, _ exists: UnsafeMutablePointer<CInt>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        let out = try Boundary.out(exists)
        out.pointee = 0
        out.pointee = try Handles.querySet(queryset).truth(CallText("exists")) ? 1 : 0
    }
}

@implementation @_cdecl("noormme_queryset_aggregate")
public func noormme_queryset_aggregate(
    _ queryset: OpaquePointer?, _ expressions: UnsafePointer<CChar>?, _ expressionsSize: Int,
    _ values: UnsafeMutablePointer<noormme_buffer>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.terminal(queryset, "aggregate", expressions, expressionsSize, "expressions", values, error)
}

@implementation @_cdecl("noormme_queryset_explain")
public func noormme_queryset_explain(
    _ queryset: OpaquePointer?, _ answer: UnsafeMutablePointer<noormme_buffer>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.terminal(queryset, "explain", answer, error)
}

@implementation @_cdecl("noormme_queryset_compile")
public func noormme_queryset_compile(
    _ queryset: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ nameSize: Int,
    _ arguments: UnsafePointer<CChar>?, _ argumentsSize: Int, _ plan: UnsafeMutablePointer<noormme_buffer>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.answer(plan) { () throws(NoormmeError) in
            let chain = try Handles.querySet(queryset)
            let isAll = name == nil && nameSize == 0
            let call = isAll ? CallText("all") : try Boundary.callText(name, nameSize, arguments, argumentsSize)
            return BufferRecord(try chain.plan(of: call))
        }
    }
}
