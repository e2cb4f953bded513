/// A type that is read from a column by its own rule, and not by its `init(from:)`: dates, decimals and their like,
/// whose coding is meant for other formats. `NoormmeFoundation` has those of Foundation.
///
/// What is written to a column is its `operandTerm`.
public protocol ColumnConvertible: Operand, Codable {
    /// - Parameter value: of a column, or inside a JSON column. Nil when it is none of this type; NULL never is.
    init?(column value: Value)

    /// Inside a JSON column.
    var jsonValue: Value { get }
}
