import CNoormme
import NoormmeCore

// The life of query sets, and the steps that begin them.

@implementation @_cdecl("noormme_queryset_new")
public func noormme_queryset_new(
    _ db: OpaquePointer?, _ model: UnsafePointer<CChar>?, _ modelSize: Int,
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.querySet(out) { () throws(NoormmeError) in
            let database = try Handles.database(db)
            let model = try CallText.quoted(try Boundary.bytes(model, modelSize, "model"), "model")
            return StepChain(origin: StepChain.Origin(database: database, model: model))
        }
    }
}

@implementation @_cdecl("noormme_queryset_free")
public func noormme_queryset_free(_ queryset: UnsafeMutablePointer<OpaquePointer?>?) -> noormme_status {
    guard let queryset, let handle = queryset.pointee else { return noormme_status(NOORMME_OK) }
    queryset.pointee = nil
    guard case .live = Handles.querySets.remove(UInt(bitPattern: handle)) else {
        return noormme_status(NOORMME_MISUSE)
    }
    return noormme_status(NOORMME_OK)
}

@implementation @_cdecl("noormme_queryset_spec")
public func noormme_queryset_spec(
    _ queryset: OpaquePointer?, _ spec: UnsafeMutablePointer<noormme_buffer>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.answer(spec) { () throws(NoormmeError) in
            BufferRecord(try Handles.querySet(queryset).spec())
        }
    }
}

@implementation @_cdecl("noormme_queryset_step")
public func noormme_queryset_step(
    _ queryset: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ nameSize: Int,
    _ arguments: UnsafePointer<CChar>?, _ argumentsSize: Int, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.querySet(out) { () throws(NoormmeError) in
            let chain = try Handles.querySet(queryset)
            let call = try Boundary.callText(name, nameSize, arguments, argumentsSize)
            return try chain.appending(StepChain.Step(head: call.closed))
        }
    }
}

@implementation @_cdecl("noormme_queryset_related")
public func noormme_queryset_related(
    _ queryset: OpaquePointer?, _ key: UnsafePointer<CChar>?, _ keySize: Int, _ accessor: UnsafePointer<CChar>?,
    _ accessorSize: Int, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> noormme_status {
    Boundary.call(error) { () throws(NoormmeError) in
        try Boundary.querySet(out) { () throws(NoormmeError) in
            let chain = try Handles.querySet(queryset)
            var call = CallText("related")
            try call.append(json: try Boundary.bytes(key, keySize, "key"), "key")
            try call.append(string: try Boundary.bytes(accessor, accessorSize, "accessor"), "accessor")
            return try chain.appending(StepChain.Step(head: call.closed))
        }
    }
}
