import NoormmeText

/// How a schema is written. The defaults are those of `noormme generate`.
public struct GenerateOptions: Sendable {
    /// What a datetime is in the generated language.
    public enum Dates: Sendable { case date, string }

    /// A type of the generated language that stands for a column's own.
    public struct TypeOverride: Sendable {
        /// Over `model.column`.
        public var pattern: Pattern
        public var type: Text
    }

    public var language = Language.typeScript
    /// Over the names of models; none means all.
    public var include: [Pattern] = []
    public var exclude: [Pattern] = []
    /// `created_at` as `createdAt`: for databases opened with `camel_case`, and for Kysely's CamelCasePlugin.
    public var camelCase = false
    /// `User` for the table `users`.
    public var singular = true
    /// The first that fits is taken.
    public var types: [TypeOverride] = []
    /// Lines at the head of the file: imports of the types named in `types`.
    public var imports: [Text] = []
    /// Over `model.column`: integers that are wider than a double holds.
    public var bigint: [Pattern] = []
    public var dates = Dates.date
    /// TypeScript: the `Database` interface of Kysely as well.
    public var kysely = true

    public init() {}

    func isWanted(_ model: Text) -> Bool {
        if !include.isEmpty, !include.contains(where: { $0.matches(model) }) { return false }
        return !exclude.contains { $0.matches(model) }
    }

    func override(_ model: Text, _ column: Text) -> Text? {
        if types.isEmpty { return nil }
        let path = model + "." + column
        return types.first { $0.pattern.matches(path) }?.type
    }

    func isBigint(_ model: Text, _ column: Text) -> Bool {
        if bigint.isEmpty { return false }
        let path = model + "." + column
        return bigint.contains { $0.matches(path) }
    }
}
