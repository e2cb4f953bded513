import CNoormme
import NoormmeCore
import NoormmeRuntime
import NoormmeText

/// A host's function that is told of statements, and what it wants to be given.
struct Listener: @unchecked Sendable {
    // Unchecked: the pointer is the host's, and is only handed back.
    private let function: noormme_query_listener
    private let context: UnsafeMutableRawPointer?

    init(_ function: noormme_query_listener?, _ context: UnsafeMutableRawPointer?) throws(NoormmeError) {
        guard let function else { throw NoormmeError(.misuse, "the listener is NULL") }
        self.function = function
        self.context = context
    }

    static func options(
        _ options: UnsafePointer<noormme_query_options>?
    ) throws(NoormmeError) -> QueryListenerOptions {
        guard let options = options?.pointee else { return QueryListenerOptions() }
        guard options.struct_size >= MemoryLayout<noormme_query_options>.size else {
            throw NoormmeError(.misuse, "noormme_query_options: struct_size is too small")
        }
        guard options.slower_than_ns >= 0 else { throw NoormmeError(.misuse, "slower_than_ns is negative") }
        return QueryListenerOptions(parameters: options.parameters != 0, slowerThan: UInt64(options.slower_than_ns))
    }

    func call(_ event: QueryEvent) {
        let name = event.operation.name
        terminated(event.model) { model, modelSize in
            terminated(event.sql) { sql, sqlSize in
                terminated(event.parameters ?? Text()) { parameters, parametersSize in
                    var told = noormme_query_event(
                        struct_size: MemoryLayout<noormme_query_event>.size, model: model, model_size: modelSize,
                        operation: UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self), sql: sql,
                        sql_size: sqlSize, parameters: event.parameters == nil ? nil : parameters,
                        parameters_size: parametersSize, began_ns: Int64(clamping: event.began),
                        duration_ns: Int64(clamping: event.duration), waited_ns: Int64(clamping: event.waited),
                        rows: event.rows, changes: event.changes,
                        status: event.error?.rawValue ?? noormme_status(NOORMME_OK), sqlite_code: event.sqliteCode,
                        role: Int32(event.isWriter ? NOORMME_CONNECTION_WRITER : NOORMME_CONNECTION_READER),
                        connection: event.connection, plan_cached: event.isPlanKnown ? 1 : 0,
                        statement_cached: event.isPrepared ? 1 : 0, in_transaction: event.isInTransaction ? 1 : 0,
                        on_calling_thread: event.isOnCallingThread ? 1 : 0)
                    function(context, &told)
                }
            }
        }
    }

    /// The bytes of a text, followed by a nul byte, and how many there are.
    private func terminated(_ text: Text, _ body: (UnsafePointer<CChar>?, Int) -> Void) {
        (text.bytes + [0]).withUnsafeBufferPointer { bytes in
            body(
                UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self), text.bytes.count)
        }
    }
}
