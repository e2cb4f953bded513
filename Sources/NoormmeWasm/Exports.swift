// The edge door: the query compiler as a WebAssembly module that imports nothing.
//
// Addresses are byte offsets in the module's memory. The host takes memory with `noormme_alloc`, writes a request
// there, calls, reads the answer block and gives both back with `noormme_free`. Any call may let the memory grow,
// so a host makes its views of it anew after each call.
//
// An answer block is three 32-bit numbers in little-endian order and bytes:
//   0  status, 0 or one of the codes of noormme.h
//   4  handle, when one was made, else 0
//   8  size of what follows
//  12  JSON: the plan, or {"code":…,"name":…,"message":…,"path":…,"model":…,"field":…}
//
// The host passes addresses that it had from `noormme_alloc`, and the sizes it asked for: a module cannot check
// them, and what a wrong one breaks is this module's own memory, no more.

import NoormmeCore
import NoormmeText

/// The number a host compares before it calls anything else.
@_expose(wasm, "noormme_abi")
@_cdecl("noormme_abi")
public func noormmeABI() -> Int32 { 1 }

@_expose(wasm, "noormme_alloc")
@_cdecl("noormme_alloc")
public func noormmeAlloc(_ size: Int32) -> UnsafeMutableRawPointer? {
    guard size >= 0 else { return nil }
    return UnsafeMutableRawPointer.allocate(byteCount: Int(size), alignment: 16)
}

@_expose(wasm, "noormme_free")
@_cdecl("noormme_free")
public func noormmeFree(_ memory: UnsafeMutableRawPointer?) {
    memory?.deallocate()
}

/// Reads a schema: `schema` is what `noormme_db_introspect` answers (docs/schema-json.md), configuration and all,
/// `options` an object with the open options that a compiler needs, or empty. The answer block carries the handle.
@_expose(wasm, "noormme_open")
@_cdecl("noormme_open")
public func noormmeOpen(
    _ schema: UnsafeRawPointer?, _ schemaSize: Int32, _ options: UnsafeRawPointer?, _ optionsSize: Int32
) -> UnsafeMutableRawPointer {
    do throws(NoormmeError) {
        let edge = try Edge(schema: bytes(schema, schemaSize), options: bytes(options, optionsSize))
        return Answer.block(handle: Handles.add(edge))
    } catch {
        return Answer.block(error)
    }
}

/// Compiles a spec against a schema into a plan.
@_expose(wasm, "noormme_compile")
@_cdecl("noormme_compile")
public func noormmeCompile(_ handle: Int32, _ spec: UnsafeRawPointer?, _ size: Int32) -> UnsafeMutableRawPointer {
    do throws(NoormmeError) {
        guard let edge = Handles.edge(handle) else { throw NoormmeError(.closed, "The schema is closed.") }
        return Answer.block(try edge.compile(bytes(spec, size)))
    } catch {
        return Answer.block(error)
    }
}

/// Describes the models of a schema, as `noormme_db_introspect` does.
@_expose(wasm, "noormme_introspect")
@_cdecl("noormme_introspect")
public func noormmeIntrospect(_ handle: Int32) -> UnsafeMutableRawPointer {
    guard let edge = Handles.edge(handle) else { return Answer.block(NoormmeError(.closed, "The schema is closed.")) }
    return Answer.block(edge.introspect())
}

/// Lets a schema go. A handle that is none, or no more, is passed over.
@_expose(wasm, "noormme_close")
@_cdecl("noormme_close")
public func noormmeClose(_ handle: Int32) {
    Handles.remove(handle)
}

private func bytes(_ start: UnsafeRawPointer?, _ size: Int32) -> [UInt8] {
    guard let start, size > 0 else { return [] }
    return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(size)))
}
