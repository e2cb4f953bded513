import NoormmeCore
import NoormmeText

// A schema is written as source text of some language by one pass over its models. Nothing here knows a
// database or a file: the same schema and the same options give the same bytes, which is what makes
// `noormme generate --check` a comparison of two texts.

/// Writes schemas as text.
public enum Generator {
    /// The text, UTF-8, ending in a line feed.
    public static func text(_ schema: Schema, _ options: GenerateOptions) -> [UInt8] {
        switch options.language {
        case .typeScript: TypeScriptWriter.text(schema, options)
        case .swift: SwiftWriter.text(schema, options)
        case .jsonSchema: JSONSchemaWriter.text(schema, options)
        case .mermaid: MermaidWriter.text(schema, options)
        case .dot: DotWriter.text(schema, options)
        case .svg: SVGWriter.text(schema, options)
        }
    }
}
