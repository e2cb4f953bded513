/// A table's rows as values of a Swift type: its properties are columns.
///
/// ```swift
/// struct User: Model {
///     static let table = "users"
///     var id: Int?
///     var email: String
///     var isActive: Bool
///     static let columnNaming = ColumnNaming.snakeCase
/// }
/// let active = try await database.objects(User.self).filter(["is_active": true]).all()
/// ```
///
/// A property that is itself a model, or an array of models, holds related rows: those that `selectRelated` or
/// `prefetchRelated` loaded. Make it optional if it is not always loaded. It is left out when the value is written.
///
/// | property | reads |
/// |---|---|
/// | `Bool` | true, false, 1, 0 |
/// | integers | integers that fit |
/// | `Double`, `Float` | every number |
/// | `String` | text; a number as its digits, which is how a decimal is read exactly |
/// | `[UInt8]` | blobs |
/// | an optional | NULL, and columns that are not there |
/// | an enumeration with raw values | its raw values |
/// | `Value`, structs, arrays, dictionaries | JSON columns |
public protocol Model: Codable, Sendable {
    /// The name of the model, which is that of its table unless configured.
    static var table: String { get }
    /// How properties are called in the database; `.asWritten` unless said otherwise.
    static var columnNaming: ColumnNaming { get }
    /// Columns that are read and never written, because SQLite computes them; none unless said otherwise.
    static var generatedColumns: Set<String> { get }
}

extension Model {
    public static var columnNaming: ColumnNaming { .asWritten }
    public static var generatedColumns: Set<String> { [] }
}

/// How the name of a coding key becomes that of a column.
public enum ColumnNaming: Sendable {
    /// `isActive` is the column `isActive`.
    case asWritten
    /// `isActive` is the column `is_active`, `homeURL` is `home_url`.
    case snakeCase

    func column(_ key: String) -> String {
        switch self {
        case .asWritten: key
        case .snakeCase: Self.snakeCased(key)
        }
    }

    /// An underscore before each capital that begins a word; the capitals of ASCII in lower case.
    private static func snakeCased(_ key: String) -> String {
        let bytes = Array(key.utf8)
        guard bytes.contains(where: isCapital) else { return key }
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            guard isCapital(byte) else {
                result.append(byte)
                continue
            }
            if index > 0, bytes[index - 1] != underscore {
                let endsAcronym = index + 1 < bytes.count && isSmall(bytes[index + 1])
                if !isCapital(bytes[index - 1]) || endsAcronym { result.append(underscore) }
            }
            result.append(byte | 0x20)
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static var underscore: UInt8 { 0x5F }
    private static func isCapital(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }
    private static func isSmall(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }
}
