import NoormmeCore
import NoormmeSQLite
import NoormmeText

// SQLite writes the log into the file in the commit that makes it long, so that one write in a thousand takes
// many times as long as the others. Here a thread of the crew does it on a connection of its own, while writing
// goes on. Such passive checkpoints never keep anybody waiting, and so never get done while somebody always
// reads: past a size the log is emptied with force, for which writers wait some milliseconds.

/// Keeps a database's write-ahead log short.
final class Checkpointer: @unchecked Sendable {
    // Unchecked because `monitor` guards the variables but `session`, which belongs to whoever set `isRunning`.
    private let monitor = Monitor()
    private let stopped = Monitor.Signal()
    private let source: SessionSource
    private var isRunning = false
    private var isClosed = false
    /// The log's length when it was last looked at.
    private var lastPages = 0
    private var session: Session?

    /// As in SQLite itself.
    private static let pages = 1000
    /// How long emptying it may wait for readers, in milliseconds.
    private static let patience: Int32 = 50

    init(_ source: SessionSource) {
        self.source = source
    }

    /// A commit left the log so long.
    func note(pages: Int, _ crew: Crew) {
        guard pages >= Self.pages else { return }
        let isDue = monitor.withLock {
            guard !isRunning, !isClosed, pages < lastPages || pages - lastPages >= Self.pages else { return false }
            isRunning = true
            lastPages = pages
            return true
        }
        guard isDue else { return }
        if !crew.tryRun({ self.work() }) { work() }
    }

    private func work() {
        do {
            let session = try self.session ?? source.open(.writer)
            self.session = session
            for name in ["main"] + source.writtenAttachments { checkpoint(session.connection, name) }
        } catch {
            // The log stays as it is; the next commits will come here again.
        }
        monitor.withLock {
            isRunning = false
            stopped.send()
        }
    }

    private func checkpoint(_ connection: Connection, _ name: Text) {
        do throws(SQLiteError) {
            let (pages, _) = try connection.checkpoint(.passive, of: name)
            let limit = source.options.walLimit / Int64(max(512, connection.pageSize))
            guard Int64(pages) > limit else { return }
            connection.busyHandler.setTimeout(milliseconds: Self.patience)
            try connection.checkpoint(.truncate, of: name)
        } catch {
            // Busy: another one's turn.
        }
    }

    /// Waits for what runs, and closes the connection.
    func close() {
        monitor.lock()
        isClosed = true
        while isRunning { _ = monitor.wait(for: stopped) }
        monitor.unlock()
        session?.connection.close()
        session = nil
    }
}
