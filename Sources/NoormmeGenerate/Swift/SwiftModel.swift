import NoormmeCore
import NoormmeText

/// A model with the names and types it has in Swift.
struct SwiftModel {
    let entry: SubjectModel
    let columns: [SwiftColumn]
    let relations: [SwiftRelation]

    init(_ entry: SubjectModel, _ subject: Subject) {
        self.entry = entry
        // In letters without case a property could be called as a type is, and would hide it.
        var names = SwiftNames(reserved: subject.models.map(\.name))
        let unspellable = subject.schema.unspellableNames.filter { $0.model == entry.model.name }
        columns = entry.columns.map { column in
            SwiftColumn(
                column, names.take(column.name), subject.options,
                isSpellable: !unspellable.contains { $0.column == column.column.name })
        }
        var relations: [SwiftRelation] = []
        // Without a name for loading it is never among a row's members.
        for relation in entry.relations where !relation.relation.accessor.isEmpty {
            guard let target = subject.models.first(where: { $0.model.index == relation.relation.target }) else {
                continue
            }
            relations.append(
                SwiftRelation(relation: relation, property: names.take(relation.name), target: target.name))
        }
        self.relations = relations
    }
}

struct SwiftColumn {
    let column: SubjectColumn
    let property: Text
    /// In a row.
    let type: Text
    let isSpellable: Bool
    /// Of the enumeration of choices.
    let cases: SwiftCases?

    fileprivate init(_ column: SubjectColumn, _ property: Text, _ options: GenerateOptions, isSpellable: Bool) {
        self.column = column
        self.property = property
        self.isSpellable = isSpellable
        cases = column.choiceType == nil ? nil : SwiftCases(column.choices)
        var type = Self.type(column, cases, options)
        if column.column.isNullable, type != "Value" { type += "?" }
        self.type = type
    }

    var isOptional: Bool { type.hasSuffix("?") }

    var draftType: Text { column.isOptional && !isOptional ? type + "?" : type }

    private static func type(_ column: SubjectColumn, _ cases: SwiftCases?, _ options: GenerateOptions) -> Text {
        if let override = column.override { return override }
        if cases != nil, let choices = column.choiceType { return choices }
        let hasFoundation = options.dates == .date
        switch column.column.type {
        case .integer, .positiveInteger, .bigInteger, .duration: return "Int"
        case .real: return "Double"
        case .boolean: return "Bool"
        case .datetime, .datetimeMilliseconds: return hasFoundation ? "Date" : "String"
        case .decimal: return hasFoundation ? "Decimal" : "String"
        case .uuidHex: return hasFoundation ? "UUID" : "String"
        case .blob: return hasFoundation ? "Data" : "[UInt8]"
        case .json, .any: return "Value"
        default: return "String"
        }
    }
}

struct SwiftRelation {
    let relation: SubjectRelation
    let property: Text
    let target: Text

    /// The name in lookups; empty when there is none.
    var queryName: Text {
        relation.relation.queryName == relation.relation.accessor ? relation.name : relation.relation.queryName
    }

    var type: Text { relation.relation.isToMany ? "[" + target + "]?" : "Related<" + target + ">?" }
}

/// The cases of an enumeration; nil where choices are of two kinds.
struct SwiftCases {
    let isNumber: Bool
    let cases: [(name: Text, value: Text)]

    init?(_ choices: [Choice]) {
        var names = SwiftNames(reserved: ["allCases"])
        var numbers = 0
        var cases: [(Text, Text)] = []
        for choice in choices {
            switch choice {
            case .integer(let number):
                numbers += 1
                let digits = Text(number)
                let name: Text = number < 0 ? "minus" + digits.dropFirst(1) : "_" + digits
                cases.append((names.take(name, isSpelled: true), digits))
            case .text(let text): cases.append((names.take(text.isEmpty ? "empty" : text), text.swiftQuoted))
            }
        }
        guard numbers == 0 || numbers == choices.count else { return nil }
        isNumber = numbers > 0
        self.cases = cases
    }
}

/// Gives out names of properties and cases, each once, quoted where they are Swift's own words.
struct SwiftNames {
    private var names: TypeNames

    init(reserved: [Text]) {
        // These cannot be members even in quotes.
        names = TypeNames(reserved: reserved + ["self", "init", "Type", "Protocol"])
    }

    mutating func take(_ name: Text, isSpelled: Bool = false) -> Text {
        let name = names.take(isSpelled ? name : Identifier.property(name))
        return Self.keywords.contains(name) ? "`" + name + "`" : name
    }

    private static let keywords: Set<Text> = [
        // The first line is of words that are only words in some places.
        "any", "async", "await", "borrowing", "consume", "consuming", "copy", "discard", "each", "some", "then",
        "yield",
        "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer", "deinit", "do",
        "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard", "if", "import",
        "in", "inout", "internal", "is", "let", "nil", "operator", "precedencegroup", "private", "protocol", "public",
        "repeat", "rethrows", "return", "static", "struct", "subscript", "super", "switch", "throw", "throws", "true",
        "try", "typealias", "var", "where", "while",
    ]
}

extension Text {
    /// A string literal of Swift.
    var swiftQuoted: Text {
        var result: [UInt8] = [0x22]
        for byte in bytes {
            switch byte {
            case 0x22, 0x5C: result += [0x5C, byte]
            case 0x0A: result.append("\\n" as StaticString)
            case ..<0x20, 0x7F:
                result.append("\\u{" as StaticString)
                result += [Self.hexadecimal(byte >> 4), Self.hexadecimal(byte & 15)]
                result.append(0x7D)
            default: result.append(byte)
            }
        }
        return Text(result + [0x22])
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 { digit < 10 ? 0x30 + digit : 0x57 + digit }
}
