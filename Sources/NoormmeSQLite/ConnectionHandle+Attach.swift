import CSQLite
import NoormmeText

// ATTACH reads the schema of a file at once, so how to read it without a trace (ReadOnlyAccess) is found out before, on
// a handle of its own. Reading a log whose index is on the heap needs exclusive locking from the start, which ATTACH
// takes from what was last set for the whole connection: such files come last, and the others are set back.

extension ConnectionHandle {
    /// Attaches files to a connection that is configured, and sets on them what `options` says of files.
    ///
    /// - Parameter access: how the connection's own file is read.
    /// - Returns: stamps of files that are read without locks.
    func attach(access: ReadOnlyAccess, options: ConnectionOptions) throws(SQLiteError) -> [SourceStamp] {
        if options.attachments.isEmpty { return [] }
        let database = try open()
        if sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, -1) == 0 {
            // None but these.
            sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, Int32(clamping: options.attachments.count))
        }
        var shared: [(ConnectionOptions.Attachment, ReadOnlyAccess)] = []
        var unshared: [(ConnectionOptions.Attachment, ReadOnlyAccess)] = []
        for attachment in options.attachments {
            let access = try Self.access(of: attachment)
            if access == .unshared {
                unshared.append((attachment, access))
            } else {
                shared.append((attachment, access))
            }
        }
        // Without effect on a file whose log is on the heap already.
        if access == .unshared, !shared.isEmpty { try execute("PRAGMA locking_mode = NORMAL") }
        for (attachment, access) in shared { try attach(attachment, access, options) }
        if !unshared.isEmpty {
            try execute("PRAGMA locking_mode = EXCLUSIVE")
            for (attachment, access) in unshared { try attach(attachment, access, options) }
            var normal: [Text] = shared.map { $0.0.name }
            if access != .unshared { normal.append("main") }
            for name in normal { try execute("PRAGMA " + name.quoted + ".locking_mode = NORMAL") }
        }
        var stamps: [SourceStamp] = []
        for (attachment, access) in shared + unshared where access != .direct || attachment.mode == .immutable {
            guard let file = attachment.name.withCString({ sqlite3_db_filename(database, $0) }) else { continue }
            stamps.append(SourceStamp(Text(cString: file)))
        }
        return stamps
    }

    private static func access(of attachment: ConnectionOptions.Attachment) throws(SQLiteError) -> ReadOnlyAccess {
        do throws(SQLiteError) {
            try Connection.checkPath(attachment.path, attachment.mode)
            switch attachment.mode {
            case .immutable: return .immutable
            case .readOnly:
                let handle = try Connection.openHandle(
                    OpenTarget(path: attachment.path, mode: .readOnly, access: .direct))
                defer { handle.close() }
                return try .choose(for: try handle.open())
            case .readWrite, .memory, .uri: return .direct
            }
        } catch {
            throw error.opening(attachment.path)
        }
    }

    private func attach(
        _ attachment: ConnectionOptions.Attachment, _ access: ReadOnlyAccess, _ options: ConnectionOptions
    ) throws(SQLiteError) {
        do throws(SQLiteError) {
            let target = OpenTarget(path: attachment.path, mode: attachment.mode, access: access)
            let statement = try prepare("ATTACH ?1 AS ?2", flags: 0)
            try statement.bind(text: target.attachedName(attachment.mode, access), at: 1)
            try statement.bind(text: attachment.name, at: 2)
            try statement.run()
            guard case .readWrite = attachment.mode else { return }
            let database = try open()
            if attachment.name.withCString({ sqlite3_db_readonly(database, $0) }) == 1 {
                throw SQLiteError(
                    extendedCode: SQLITE_READONLY,
                    message: "the file may be read but not written; add ?mode=ro to a file: URL")
            }
            try setJournalMode(options.journalMode, of: attachment.name)
            try execute(options.fileScript(for: attachment.name))
        } catch {
            throw error.opening(attachment.path)
        }
    }
}

extension OpenTarget {
    /// The same as ATTACH takes it: what an open's flags say is part of the name.
    fileprivate func attachedName(_ mode: OpenMode, _ access: ReadOnlyAccess) -> Text {
        let word: StaticString
        switch mode {
        case .readWrite(let create): word = create ? "rwc" : "rw"
        case .readOnly, .immutable: word = "ro"
        case .memory, .uri: return name
        }
        var result = name + (name.firstIndex(of: "?") == nil ? "?mode=" : "&mode=") + Text(word)
        // Else it would be that of the main file, which may be one without locks.
        if access != .unshared, let system = sqlite3_vfs_find(nil), let name = system.pointee.zName {
            result += Text("&vfs=") + Text(cString: name)
        }
        return result
    }
}

extension ConnectionOptions {
    /// What is set for each file by itself.
    fileprivate func fileScript(for name: Text) -> Text {
        var script = Text()
        if let synchronous { script += "PRAGMA " + name.quoted + ".synchronous = " + Text(synchronous.word) + ";\n" }
        if let cacheSize { script += "PRAGMA " + name.quoted + ".cache_size = " + Text(cacheSize) + ";\n" }
        return script
    }
}

extension Text {
    /// As an SQL identifier.
    var quoted: Text {
        var quoted: [UInt8] = [0x22]
        for byte in bytes {
            if byte == 0x22 { quoted.append(byte) }
            quoted.append(byte)
        }
        quoted.append(0x22)
        return Text(quoted)
    }
}
