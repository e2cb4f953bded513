import NoormmeText

/// How a file and its log looked when a reader without locks opened them.
struct SourceStamp {
    private let path: Text
    private let file: FileStatus?
    private let log: FileStatus?

    /// - Parameter path: absolute, as SQLite resolved it.
    init(_ path: Text) {
        self.path = path
        file = FileStatus(path)
        log = FileStatus(path + "-wal")
    }

    var hasChanged: Bool {
        FileStatus(path) != file || FileStatus(path + "-wal") != log
    }
}

extension Connection {
    /// For a connection that reads without locks: somebody has written since it was opened, so
    /// that what was read may not fit together. False for every other connection.
    public func sourceHasChanged() -> Bool {
        stamps.contains { $0.hasChanged }
    }
}
