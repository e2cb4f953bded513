import Noormme

struct Customer: Model {
    static let table = "customers"
    static let columnNaming = ColumnNaming.snakeCase
    var id: Int?
    var name: String
    var email: String
    var isActive = true
    var joinedAt: String
    /// A JSON column.
    var preferences = Preferences()
    var orders: [Order]?

    struct Preferences: Codable {
        var newsletter: Bool?
    }
}

struct Order: Model {
    static let table = "orders"
    static let columnNaming = ColumnNaming.snakeCase
    var id: Int?
    var status: Status
    var placedAt: String
    /// Loaded by `selectRelated("customer")`.
    var customer: Customer?

    enum Status: String, Codable, Operand {
        case open, paid, shipped, returned
    }
}
