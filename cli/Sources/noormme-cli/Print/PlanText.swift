import NoormmeJSON
import NoormmeText

/// The statements of a plan, with their parameters, for reading.
enum PlanText {
    /// - Parameter plan: what `Database.compile` answers.
    static func text(_ plan: [UInt8]) -> [UInt8] {
        guard let root = try? JSONDocument.parse(plan).root else { return plan + [0x0A] }
        var lines: [String] = []
        collect(root, &lines)
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// Whatever has SQL is a statement; they stand in the order they run in.
    private static func collect(_ value: JSONValue, _ lines: inout [String]) {
        switch value.kind {
        case .object:
            if let sql = value.member("sql"), sql.kind == .string {
                if !lines.isEmpty { lines.append("") }
                lines.append(sql.text.string + ";")
                if let parameters = value.member("parameters"), parameters.count > 0 {
                    for (index, parameter) in parameters.elements.enumerated() {
                        lines.append("-- ?\(index + 1) = \(parameter.source.string)")
                    }
                }
            }
            for (_, member) in value.members { collect(member, &lines) }
        case .array: for element in value.elements { collect(element, &lines) }
        default: break
        }
    }
}
