import NoormmeCore
import NoormmeJSON
import NoormmeRuntime

extension DatabaseOptions {
    /// The runtime's options, through the JSON that every language sends: checked in one place.
    ///
    /// - Throws: `.invalidOption` with the path of the option, `.malformedJSON` for models.
    func forRuntime() throws(NoormmeError) -> NoormmeRuntime.DatabaseOptions {
        var writer = JSONWriter()
        writer.beginObject()
        write(into: &writer)
        if let models {
            // Read by itself first: what is not one whole value must not become part of the options.
            _ = try Answers.parse(Array(models.utf8), named: "models")
            writer.key("models")
            writer.raw(models)
        }
        writer.endObject()
        return try NoormmeRuntime.DatabaseOptions.parse(try Answers.parse(writer.bytes))
    }

    private func write(into writer: inout JSONWriter) {
        writer.member("read_only", readOnly)
        writer.member("immutable", immutable)
        writer.member("create", create)
        writer.member("busy_timeout", busyTimeout.milliseconds)
        writer.key("journal_mode")
        writer.optional(journalMode?.rawValue)
        writer.key("synchronous")
        writer.optional(synchronous?.rawValue)
        writer.member("foreign_keys", foreignKeys)
        writer.member("wal_limit", Int64(walLimit))
        if let cacheSize { writer.member("cache_size", Int64(cacheSize)) }
        if let mmapSize { writer.member("mmap_size", Int64(mmapSize)) }
        if let readers { writer.member("readers", Int64(readers)) }
        if let statementCache { writer.member("statement_cache", Int64(statementCache)) }
        writer.key("time_zone")
        writer.string(timeZone)
        writer.member("case_sensitive_like", caseSensitiveLike)
        writer.member("unicode_case", unicodeCase)
        if !attach.isEmpty {
            writer.key("attach")
            writer.beginObject()
            for (name, path) in attach {
                writer.key(name)
                writer.string(path)
            }
            writer.endObject()
        }
        writer.key("pragmas")
        writer.beginObject()
        for (name, value) in pragmas {
            writer.key(name)
            writer.string(value)
        }
        writer.endObject()
    }
}

extension JSONWriter {
    fileprivate mutating func member(_ name: StaticString, _ value: Bool) {
        key(name)
        bool(value)
    }

    fileprivate mutating func member(_ name: StaticString, _ value: Int64) {
        key(name)
        integer(value)
    }

    fileprivate mutating func optional(_ value: String?) {
        if let value { string(value) } else { null() }
    }
}

extension Duration {
    /// Whole milliseconds, the rest cut off; the largest or smallest number when there are too many.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, carried) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return carried ? .max : sum
    }
}
