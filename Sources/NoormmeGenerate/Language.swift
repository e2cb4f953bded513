import NoormmeText

/// What a schema can be written as.
public enum Language: Sendable {
    case typeScript
    case swift
    case jsonSchema
    case mermaid
    case dot
    case svg

    /// `typescript`, `swift`, `json-schema`, `mermaid`, `dot` or `svg`; nil for other words.
    public static func parse(_ name: Text) -> Language? {
        switch name {
        case "typescript", "ts": .typeScript
        case "swift": .swift
        case "json-schema": .jsonSchema
        case "mermaid": .mermaid
        case "dot": .dot
        case "svg": .svg
        default: nil
        }
    }
}
