import NoormmeCore
import NoormmeText

extension TypeScriptWriter {
    /// What a row has.
    func rowType(_ column: SubjectColumn) -> Text {
        if let override = column.override { return override.inUnion }
        if let choices = column.choiceType { return choices }
        if column.isBigint { return "bigint" }
        switch column.column.type {
        case .integer, .positiveInteger, .real, .duration: return "number"
        case .boolean: return "boolean"
        case .datetime, .datetimeMilliseconds: return subject.options.dates == .date ? "Date" : "string"
        case .json: return "Json"
        case .blob: return "Uint8Array"
        case .any: return "Value"
        // As stored: a number, unless the column keeps text.
        case .decimal: return column.keepsText ? "string" : "number"
        default: return "string"
        }
    }

    /// What may be written.
    func inputType(_ column: SubjectColumn) -> Text {
        if column.override != nil || column.choiceType != nil { return rowType(column) }
        if column.isBigint { return "bigint | number" }
        switch column.column.type {
        case .datetime, .datetimeMilliseconds: return "Date | string"
        case .decimal: return "number | string"
        default: return rowType(column)
        }
    }

    /// What another driver gives: the value as SQLite stores it.
    func storedType(_ column: SubjectColumn) -> Text {
        if let choices = column.choiceType { return choices }
        if column.isBigint { return "bigint" }
        switch column.column.type {
        case .integer, .positiveInteger, .real, .boolean, .datetimeMilliseconds, .duration: return "number"
        case .decimal: return column.keepsText ? "string" : "number"
        case .blob: return "Uint8Array"
        case .any: return "Value"
        default: return "string"
        }
    }
}

extension Text {
    /// In parentheses when ` | null` after it would mean something else, as it does after `=>`.
    fileprivate var inUnion: Text {
        firstIndex(of: "=>") != nil || firstIndex(of: " extends ") != nil ? "(" + self + ")" : self
    }
}
