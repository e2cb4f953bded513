import NoormmeText

/// Recognises what a CHECK constraint says of a single column: the values it may have, that it holds JSON,
/// that it is not negative. Anything else is left alone: a constraint misread would be a wrong type in
/// somebody's editor, one not read is only a looser type.
///
/// NULL passes every CHECK, so `OR x IS NULL` adds nothing; and a list with NULL in it forbids nothing,
/// because a comparison with NULL is never false.
struct CheckReader {
    private enum Fact {
        case choices([Text])
        case json
        case nonNegative
        case isNull
    }

    private let text: DDLText
    private let columns: [TableDefinition.ColumnFacts]
    private var facts: [(column: Text, fact: Fact)] = []

    private init(_ text: DDLText, _ columns: [TableDefinition.ColumnFacts]) {
        self.text = text
        self.columns = columns
    }

    static func apply(_ text: DDLText, _ expression: Range<Int>, to definition: inout TableDefinition) {
        for (name, fact) in facts(text, expression, definition.columns) {
            for index in definition.columns.indices where definition.columns[index].name.equalsIgnoringCase(name) {
                switch fact {
                case .choices(let choices):
                    // The first list wins.
                    if definition.columns[index].choices.isEmpty { definition.columns[index].choices = choices }
                case .json: definition.columns[index].isJSON = true
                case .nonNegative: definition.columns[index].isNonNegative = true
                case .isNull: break
                }
            }
        }
    }

    private static func facts(
        _ text: DDLText, _ expression: Range<Int>, _ columns: [TableDefinition.ColumnFacts]
    ) -> [(column: Text, fact: Fact)] {
        var reader = CheckReader(text, columns)
        reader.readConjunction(expression, depth: 0)
        return reader.facts
    }

    /// Every part of `a AND b` holds by itself.
    private mutating func readConjunction(_ range: Range<Int>, depth: Int) {
        let range = withoutParentheses(range)
        guard depth < 32, !range.isEmpty else { return }
        // OR binds looser than AND, so it is looked for first.
        let alternatives = parts(range, "OR")
        if alternatives.count > 1 { return readAlternatives(alternatives) }
        let conditions = parts(range, "AND")
        if conditions.count > 1 {
            for condition in conditions { readConjunction(condition, depth: depth + 1) }
        } else if let fact = fact(range) {
            facts.append(fact)
        }
    }

    /// `x = 'a' OR x = 'b' OR x IS NULL`: one column throughout, and lists of values or one fact.
    private mutating func readAlternatives(_ alternatives: [Range<Int>]) {
        var column: Text?
        var found: Fact?
        for alternative in alternatives {
            guard let (name, fact) = fact(withoutParentheses(alternative)) else { return }
            if let column, !column.equalsIgnoringCase(name) { return }
            column = name
            switch (found, fact) {
            case (_, .isNull): break
            case (nil, _): found = fact
            case (.choices(let first), .choices(let second)): found = .choices(first + second)
            default: return
            }
        }
        if let column, let found { facts.append((column, found)) }
    }

    private func withoutParentheses(_ range: Range<Int>) -> Range<Int> {
        var range = range
        var depth = 0
        // Each pair costs a walk to its end, so nobody's thousand parentheses are followed.
        while depth < 32, text.kind(range.lowerBound) == .openParenthesis, range.count > 2,
            text.afterParentheses(range.lowerBound, before: range.upperBound) == range.upperBound,
            text.kind(range.upperBound - 1) == .closeParenthesis
        {
            range = range.lowerBound + 1..<range.upperBound - 1
            depth += 1
        }
        return range
    }

    /// The operands of a keyword outside parentheses, CASE … END, and the AND of BETWEEN.
    private func parts(_ range: Range<Int>, _ keyword: StaticString) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = range.lowerBound
        var index = start
        var cases = 0
        var betweens = 0
        while index < range.upperBound {
            if text.kind(index) == .openParenthesis {
                index = text.afterParentheses(index, before: range.upperBound)
                continue
            }
            if text.isKeyword(index, "CASE") { cases += 1 }
            if text.isKeyword(index, "END") { cases -= 1 }
            if cases == 0 {
                if text.isKeyword(index, "BETWEEN") {
                    betweens += 1
                } else if betweens > 0, text.isKeyword(index, "AND") {
                    betweens -= 1
                } else if text.isKeyword(index, keyword) {
                    parts.append(start..<index)
                    start = index + 1
                }
            }
            index += 1
        }
        parts.append(start..<range.upperBound)
        return parts
    }

    /// What a condition without AND and OR says; nil for all that is not known here.
    private func fact(_ range: Range<Int>) -> (column: Text, fact: Fact)? {
        if text.isKeyword(range.lowerBound, "JSON_VALID") { return jsonFact(range) }
        if text.kind(range.lowerBound) == .number {
            // 0 <= x
            guard text.source(range.lowerBound) == "0", text.isSign(range.lowerBound + 1, "<="),
                let (name, next) = column(range.lowerBound + 2), next == range.upperBound
            else { return nil }
            return (name, .nonNegative)
        }
        guard let (name, next) = column(range.lowerBound) else { return nil }
        let count = range.upperBound - next
        if count == 1, text.isKeyword(next, "ISNULL") { return (name, .isNull) }
        if count == 2, text.isKeyword(next, "IS"), text.isKeyword(next + 1, "NULL") { return (name, .isNull) }
        if count == 2, text.isSign(next, ">="), text.source(next + 1) == "0" { return (name, .nonNegative) }
        if count > 1, text.isSign(next, "=") || text.isSign(next, "==") {
            guard let choices = literals(next + 1..<range.upperBound), choices.count == 1 else { return nil }
            return (name, .choices(choices))
        }
        guard count > 2, text.isKeyword(next, "IN"), text.kind(next + 1) == .openParenthesis,
            text.afterParentheses(next + 1, before: range.upperBound) == range.upperBound,
            let choices = literals(next + 2..<range.upperBound - 1)
        else { return nil }
        return (name, .choices(choices))
    }

    /// `json_valid(x)`, `json_valid(x, 6)`, and either with `= 1`.
    private func jsonFact(_ range: Range<Int>) -> (column: Text, fact: Fact)? {
        guard text.kind(range.lowerBound + 1) == .openParenthesis, let (name, next) = column(range.lowerBound + 2)
        else { return nil }
        let after = text.afterParentheses(range.lowerBound + 1, before: range.upperBound)
        let isAlone = next == after - 1
        let hasFlags = next == after - 3 && text.kind(next) == .comma && text.kind(next + 1) == .number
        guard isAlone || hasFlags else { return nil }
        let isCompared =
            after == range.upperBound - 2 && (text.isSign(after, "=") || text.isSign(after, "=="))
            && text.source(after + 1) == "1"
        return after == range.upperBound || isCompared ? (name, .json) : nil
    }

    /// A column, perhaps in parentheses or behind its table's name, and the position after it.
    private func column(_ index: Int) -> (Text, Int)? {
        if text.kind(index) == .openParenthesis, text.kind(index + 2) == .closeParenthesis,
            text.kind(index + 1) != .string, let name = text.name(index + 1)
        {
            return (name, index + 3)
        }
        guard text.kind(index) != .string, let name = text.name(index) else { return nil }
        if text.isSign(index + 1, "."), text.kind(index + 2) != .string, let second = text.name(index + 2) {
            return (second, index + 3)
        }
        return (name, index + 1)
    }

    /// The literals of a list in the order written; nil when something else is among them.
    private func literals(_ range: Range<Int>) -> [Text]? {
        var literals: [Text] = []
        var index = range.lowerBound
        while index < range.upperBound {
            var sign = Text()
            if text.isSign(index, "-") || text.isSign(index, "+") {
                if text.isSign(index, "-") { sign = "-" }
                index += 1
                guard text.kind(index) == .number else { return nil }
            }
            switch text.kind(index) {
            case .number: literals.append(sign + text.source(index))
            case .string, .blob: literals.append(text.source(index))
            case .doubleQuoted:
                // Old schemas write strings so; SQLite takes it for a string when no column has the name.
                let name = text.unquoted(index)
                for column in columns where column.name.equalsIgnoringCase(name) { return nil }
                literals.append(quoted(name))
            case .word where text.isKeyword(index, "TRUE") || text.isKeyword(index, "FALSE"):
                literals.append(text.source(index))
            default: return nil
            }
            index += 1
            if index < range.upperBound {
                guard text.kind(index) == .comma else { return nil }
                index += 1
            }
        }
        return literals
    }

    private func quoted(_ text: Text) -> Text {
        var bytes: [UInt8] = [0x27]
        for byte in text.bytes {
            bytes.append(byte)
            if byte == 0x27 { bytes.append(byte) }
        }
        bytes.append(0x27)
        return Text(bytes)
    }
}
