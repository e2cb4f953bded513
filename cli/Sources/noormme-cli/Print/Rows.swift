import NoormmeCore
import NoormmeGenerate
import NoormmeJSON
import NoormmeText

/// An answer as rows of cells.
struct Rows {
    private let names: [String]
    private let rows: [[JSONValue?]]

    /// - Parameter isList: the answer is an array of rows, which may be single values.
    /// - Throws: an answer that is no JSON, which would be a mistake of ours.
    init(_ answer: [UInt8], isList: Bool) throws {
        let root = try JSONDocument.parse(answer).root
        let isTable =
            root.kind == .array && (isList || !root.elements.contains { $0.kind != .object && $0.kind != .array })
        let elements = isTable ? root.elements.map { $0 } : [root]
        var names: [Text] = []
        var positions: [Text: Int] = [:]
        var width = 0
        for element in elements {
            guard element.kind == .object, !Self.isValue(element) else {
                width = max(width, element.kind == .array ? element.count : 1)
                continue
            }
            for (key, _) in element.members where positions[key.text] == nil {
                positions[key.text] = names.count
                names.append(key.text)
            }
        }
        if names.isEmpty, width > 0 {
            self.names = width == 1 ? ["value"] : (1...width).map { "\($0)" }
            rows = elements.map { $0.kind == .array ? $0.elements.map { Optional($0) } : [$0] }
        } else {
            self.names = names.map(\.string)
            rows = elements.map { element in
                var cells = [JSONValue?](repeating: nil, count: names.count)
                for (key, value) in element.members {
                    if let position = positions[key.text] { cells[position] = value }
                }
                return cells
            }
        }
    }

    /// `{"$blob": …}` and its like are values, not rows.
    private static func isValue(_ element: JSONValue) -> Bool {
        guard element.count == 1 else { return false }
        return element.member("$blob") ?? element.member("$int") ?? element.member("$float") != nil
    }

    var table: [UInt8] {
        if names.isEmpty { return Array("no rows\n".utf8) }
        var table = TextTable()
        table.hasHeader = true
        table.add(names.map { SchemaText.printable(Text($0.utf8)) })
        for row in rows { table.add(row.map { Self.cell($0, null: "NULL") }) }
        for index in names.indices {
            let values = rows.compactMap { index < $0.count ? $0[index] : nil }
            if values.allSatisfy({ $0.kind == .number || $0.isNull }) { table.alignsRight.insert(index) }
        }
        let count = rows.count == 1 ? "1 row" : "\(rows.count) rows"
        return Array((table.lines.joined(separator: "\n") + "\n(\(count))\n").utf8)
    }

    private static func cell(_ value: JSONValue?, null: String) -> String {
        guard let value else { return "" }
        switch value.kind {
        case .null: return null
        case .string: return SchemaText.printable(value.text)
        case .object:
            if let blob = value.member("$blob"), value.count == 1 { return "x'…' \(blob.text.count * 3 / 4) bytes" }
            if let number = value.member("$int") ?? value.member("$float"), value.count == 1 {
                return number.text.string
            }
            return value.source.string
        default: return value.source.string
        }
    }

    /// RFC 4180, lines ending in a line feed; NULL is an empty cell, an empty text `""`.
    var csv: [UInt8] {
        var text = names.map(Self.quoted).joined(separator: ",") + "\n"
        for row in rows {
            text +=
                row.map { value in
                    guard let value, !value.isNull else { return "" }
                    if value.kind == .string { return value.text.isEmpty ? "\"\"" : Self.quoted(value.text.string) }
                    if value.count == 1,
                        let inner = value.member("$blob") ?? value.member("$int") ?? value.member("$float")
                    {
                        return Self.quoted(inner.text.string)
                    }
                    return Self.quoted(value.source.string)
                }.joined(separator: ",") + "\n"
        }
        return Array(text.utf8)
    }

    private static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
