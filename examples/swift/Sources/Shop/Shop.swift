// Asks the sample database of examples/shop: shop FILE
//
//   python3 examples/shop/generate.py shop.sqlite
//   swift run --package-path examples/swift Shop shop.sqlite

import Noormme

@main
struct Shop {
    static func main() async {
        guard CommandLine.arguments.count == 2 else {
            print("usage: shop FILE")
            return
        }
        do {
            let database = try Database(path: CommandLine.arguments[1])
            try await read(database)
            try await write(database)
            await database.close()
        } catch let error {
            print("failed: \(error)")
        }
    }

    static func read(_ database: Database) async throws(NoormmeError) {
        // Rows by the names of tables and columns.
        let orders = database.model("orders").objects
        let open = orders.filter(["status": "open"]).exclude(["customer__name__startswith": "Olga"])
        print("open orders:", try await open.count())
        for row in try await open.orderBy("-placed_at", "id")[0..<3].all() {
            print("  \(row["id"] ?? nil) of \(row["placed_at"]?.stringValue ?? "?")")
        }

        // Rows as values of types of one's own.
        let customers = database.objects(Customer.self)
        let eager = customers.filter(
            Q(["is_active": true]) && (Q(["orders__is_gift": true]) || ["name__startswith": "Z"]))
        let names = try await eager.distinct().orderBy("name", "id").limit(2).prefetchRelated("orders").all()
        for customer in names { print("eager: \(customer.name), \(customer.orders?.count ?? 0) orders") }
        let late = database.objects(Order.self).filter(["status__in": [Order.Status.open, .paid]])
        if let order = try await late.selectRelated("customer").orderBy("placed_at", "id").first() {
            print("oldest: \(order.status) by \(order.customer?.name ?? "nobody")")
        }

        // Computed by the database.
        let cities = database.model("addresses").objects.values("city").annotate(["n": .count("*")])
        for row in try await cities.orderBy("-n", "city")[0..<2].all() { print("city:", row) }
        let totals = try await database.model("products").objects.aggregate([
            "dearest": .max("price"), "n": .count("id"),
        ])
        print("products: \(totals["n"] ?? nil), up to \(totals["dearest"] ?? nil)")

        var newest = ""
        for try await customer in customers.orderBy("joined_at", "id").rows() { newest = customer.email }
        print("newest:", newest)
    }

    static func write(_ database: Database) async throws(NoormmeError) {
        let customers = database.objects(Customer.self)
        var ada = try await customers.create(
            Customer(name: "Ada", email: "ada@noormme.test", joinedAt: "2024-01-01 00:00:00"))
        ada.preferences.newsletter = true
        try await customers.save(ada)
        print(
            "writes letters to:",
            try await customers.filter(["email": ada.email, "preferences__newsletter": true]).count())
        do {
            try await customers.create(Customer(name: "Eve", email: ada.email, joinedAt: ada.joinedAt))
        } catch {
            print("refused: \(error.name), \(error.field ?? "?")")
        }
        print("gone:", try await customers.filter(["email": ada.email]).delete().total)
    }
}
