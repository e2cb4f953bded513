import NoormmeText

/// What CREATE statements say for tools to show. Nothing of it concerns queries.
public enum Definitions {
    /// The expressions of a table's CHECK constraints, of columns and of the table, as written.
    public static func checks(of sql: Text) -> [Text] {
        let text = DDLText(sql)
        var checks: [Text] = []
        for index in 0..<text.count where text.isKeyword(index, "CHECK") && text.kind(index + 1) == .openParenthesis {
            let after = text.afterParentheses(index + 1, before: text.count)
            checks.append(text.source(index + 2..<max(index + 2, after - 1)))
        }
        return checks
    }

    /// The terms of a CREATE INDEX statement without their order and collation, and the condition of a partial
    /// index, empty when there is none.
    public static func index(_ sql: Text) -> (terms: [Text], condition: Text) {
        let text = DDLText(sql)
        var open = 0
        while open < text.count, text.kind(open) != .openParenthesis { open += 1 }
        let end = text.afterParentheses(open, before: text.count)
        var terms: [Text] = []
        var start = open + 1
        while start < end - 1 {
            var stop = start
            while stop < end - 1, text.kind(stop) != .comma {
                stop = text.kind(stop) == .openParenthesis ? text.afterParentheses(stop, before: end - 1) : stop + 1
            }
            var last = stop
            if text.isKeyword(last - 1, "ASC") || text.isKeyword(last - 1, "DESC") { last -= 1 }
            if last - 2 > start, text.isKeyword(last - 2, "COLLATE") { last -= 2 }
            terms.append(text.source(start..<last))
            start = stop + 1
        }
        let condition = text.isKeyword(end, "WHERE") ? text.source(end + 1..<text.count) : Text()
        return (terms, condition)
    }

    /// When a trigger runs: `BEFORE`, `AFTER` or `INSTEAD OF`; and for what: `INSERT`, `UPDATE` or `DELETE`.
    public static func trigger(_ sql: Text) -> (timing: StaticString, event: StaticString) {
        let text = DDLText(sql)
        var timing: StaticString = "BEFORE"
        // CREATE [TEMP] TRIGGER [IF NOT EXISTS] [schema.]name, then these words; a name of theirs would have to be
        // quoted to stand before them, or is passed by with what is before it.
        var index = 2
        while index < text.count {
            if text.isKeyword(index, "AFTER") { timing = "AFTER" }
            if text.isKeyword(index, "INSTEAD") { timing = "INSTEAD OF" }
            if text.isKeyword(index, "INSERT") { return (timing, "INSERT") }
            if text.isKeyword(index, "UPDATE") { return (timing, "UPDATE") }
            if text.isKeyword(index, "DELETE") { return (timing, "DELETE") }
            index += 1
        }
        return (timing, "")
    }
}
