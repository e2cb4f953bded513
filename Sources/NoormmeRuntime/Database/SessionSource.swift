import NoormmeCore
import NoormmeSQLite
import NoormmeText
import Synchronization

/// Opens the connections of one database, all alike but for what their role may do.
struct SessionSource: Sendable {
    let location: DatabaseLocation
    let options: DatabaseOptions
    let attachments: Attachments
    let statements = StatementCount()
    let listeners = QueryListeners()
    private let opened = ConnectionNumbers()

    /// One connection serves every role: another one would see another database.
    var isShared: Bool { location.isPrivate }

    /// A commit waits for no disk, but for one in thousands of them.
    var commitsQuickly: Bool {
        isShared || options.journalMode == .wal && (options.synchronous == .normal || options.synchronous == .off)
    }

    var isReadOnly: Bool { access != .readWrite }

    /// How many connections have been opened.
    private final class ConnectionNumbers: Sendable {
        private let last = Atomic<Int32>(0)

        func next() -> Int32 { last.wrappingAdd(1, ordering: .relaxed).newValue }
    }

    /// Attached files that may be written to.
    var writtenAttachments: [Text] { isReadOnly ? [] : attachments.written }

    private enum Access { case readWrite, readOnly, immutable }

    private var access: Access {
        if options.immutable || location.immutable { return .immutable }
        if options.readOnly || location.mode == .readOnly { return .readOnly }
        return .readWrite
    }

    func open(_ role: ConnectionPool.Role) throws(NoormmeError) -> Session {
        do {
            let connection = try Connection.open(
                path: location.path, mode: mode(role), options: connectionOptions(role))
            if let handle = connection.unsafeHandle { try SQLFunctions.register(on: handle) }
            return Session(
                connection, busyTimeout: options.busyTimeout, isWriter: isShared || role == .writer,
                keepsSnapshots: role == .reader && access == .readWrite && attachments.isEmpty, number: opened.next(),
                statements, listeners)
        } catch {
            throw NoormmeError(error, schema: nil)
        }
    }

    private func mode(_ role: ConnectionPool.Role) -> OpenMode {
        switch location.kind {
        case .memory: return .memory
        case .temporary: return .uri
        case .file: break
        }
        switch access {
        case .immutable: return .immutable
        case .readOnly: return .readOnly
        case .readWrite:
            // A reader of a file that this process also writes is no `readOnly` connection: see OpenMode.
            return .readWrite(create: role == .writer && options.create && location.mode != .readWrite)
        }
    }

    private func connectionOptions(_ role: ConnectionPool.Role) -> ConnectionOptions {
        var result = ConnectionOptions()
        result.foreignKeys = options.foreignKeys
        result.busyTimeout = options.busyTimeout
        if role == .writer, location.kind == .file { result.journalMode = options.journalMode }
        result.watchesLog = role == .writer && location.kind == .file && access == .readWrite
        if access == .readWrite { result.synchronous = options.synchronous }
        result.cacheSize = options.cacheSize
        result.mmapSize = options.mmapSize
        result.queryOnly = role == .reader && !isShared
        result.statementCacheCapacity = options.statementCache
        if options.caseSensitiveLike {
            result.pragmas.append(ConnectionOptions.Pragma(name: "case_sensitive_like", value: "ON"))
        }
        result.pragmas += options.pragmas
        result.attachments = attachments.options(mode: mode(role))
        return result
    }
}
