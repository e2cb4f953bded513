import NoormmeJSON
import NoormmeText

/// Indexes, CHECK constraints and triggers, for reading.
struct IndexText {
    private var models: [Text: JSONValue] = [:]

    /// - Parameter introspection: what `Database.introspect` answers.
    init(_ introspection: [UInt8]) throws {
        guard let list = try JSONDocument.parse(introspection).root.member("models") else { return }
        for model in list.elements { models[model.member("name")?.text ?? Text()] = model }
    }

    func lines(_ model: Text) -> [String] {
        guard let model = models[model] else { return [] }
        var table = TextTable(indent: 2)
        for index in model.member("indexes")?.elements.map({ $0 }) ?? [] {
            // Those of keys are said already.
            guard index.member("origin")?.stringEquals("c") == true else { continue }
            let kind = index.member("unique")?.bool == true ? "unique index" : "index"
            table.add([kind, text(index.member("name")), terms(index)])
        }
        for check in model.member("checks")?.elements.map({ $0 }) ?? [] { table.add(["check", "", text(check)]) }
        for trigger in model.member("triggers")?.elements.map({ $0 }) ?? [] {
            let when = "\(text(trigger.member("timing"))) \(text(trigger.member("event")))".lowercased()
            table.add(["trigger", text(trigger.member("name")), when])
        }
        return table.lines
    }

    private func terms(_ index: JSONValue) -> String {
        var terms: [String] = []
        for term in index.member("terms")?.elements.map({ $0 }) ?? [] {
            let column = term.member("column")
            var text = text(column?.isNull == false ? column : term.member("expression"))
            let collation = self.text(term.member("collation"))
            if collation != "BINARY" { text += " collate \(collation.lowercased())" }
            if term.member("desc")?.bool == true { text += " desc" }
            terms.append(text)
        }
        var line = "(\(terms.joined(separator: ", ")))"
        if let condition = index.member("where"), !condition.isNull { line += " where \(text(condition))" }
        return line
    }

    private func text(_ value: JSONValue?) -> String {
        SchemaText.printable(value?.text ?? Text())
    }
}
