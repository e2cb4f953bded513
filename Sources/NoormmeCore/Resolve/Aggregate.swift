import NoormmeJSON
import NoormmeText

/// The aggregates and window functions, as a table.
struct Aggregate {
    enum Kind {
        case count, sum, average, extreme, deviation, anyValue, bits, join
        /// Only as the function of a window.
        case window
    }

    let name: StaticString
    let sql: StaticString
    let kind: Kind

    init(_ name: StaticString, _ sql: StaticString, _ kind: Kind) {
        self.name = name
        self.sql = sql
        self.kind = kind
    }

    static let all: [Aggregate] = [
        Aggregate("Count", "COUNT", .count),
        Aggregate("Sum", "SUM", .sum),
        Aggregate("Avg", "AVG", .average),
        Aggregate("Min", "MIN", .extreme),
        Aggregate("Max", "MAX", .extreme),
        Aggregate("StdDev", "noormme_stddev_pop", .deviation),
        Aggregate("Variance", "noormme_var_pop", .deviation),
        Aggregate("AnyValue", "noormme_any_value", .anyValue),
        Aggregate("BitAnd", "noormme_bit_and", .bits),
        Aggregate("BitOr", "noormme_bit_or", .bits),
        Aggregate("BitXor", "noormme_bit_xor", .bits),
        Aggregate("StringAgg", "GROUP_CONCAT", .join),
        Aggregate("CumeDist", "CUME_DIST", .window),
        Aggregate("DenseRank", "DENSE_RANK", .window),
        Aggregate("FirstValue", "FIRST_VALUE", .window),
        Aggregate("Lag", "LAG", .window),
        Aggregate("LastValue", "LAST_VALUE", .window),
        Aggregate("Lead", "LEAD", .window),
        Aggregate("NthValue", "NTH_VALUE", .window),
        Aggregate("Ntile", "NTILE", .window),
        Aggregate("PercentRank", "PERCENT_RANK", .window),
        Aggregate("Rank", "RANK", .window),
        Aggregate("RowNumber", "ROW_NUMBER", .window),
    ]

    static func named(_ name: Text) -> Aggregate? {
        for aggregate in all where name == aggregate.name { return aggregate }
        return nil
    }

    /// Whether an expression of a request aggregates rows of its own query: not in a window, not in a subquery.
    static func isCalled(within value: JSONValue) -> Bool {
        switch value.kind {
        case .array:
            for element in value.elements where isCalled(within: element) { return true }
        case .object:
            guard let tag = value.tag, !value.isTaggedLiteral else { return false }
            if tag == "$window" || tag == "$subquery" || tag == "$query" || tag == "$exists" { return false }
            if tag == "$func", let name = value.member("$func"), name.kind == .string, named(name.text) != nil {
                return true
            }
            for member in value.members where isCalled(within: member.value) { return true }
        default: break
        }
        return false
    }
}
