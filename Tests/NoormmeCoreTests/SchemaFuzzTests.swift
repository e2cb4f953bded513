import NoormmeJSON
import NoormmeText
import Testing

@testable import NoormmeCore

/// Descriptions as no SQLite would give them, and configurations at random: an error or a schema that holds
/// together, never a crash. A failure names its seed.
@Suite struct SchemaFuzzTests {
    private let names = [
        "a", "A", "b", "a_id", "b_id", "aId", "posts", "post", "users", "user_id", "x__y", "$z", "pk", "", "é_id",
        "_id",
        "id", "a b", "posts_by_a", "a_ref", "a_2",
    ]

    private func name(_ random: inout SeededRandom) -> Text { Text(string: names[random.below(names.count)]) }

    private func table(_ random: inout SeededRandom) -> TableDescription {
        let kinds: [TableDescription.Kind] = [.table, .table, .table, .table, .view, .virtual, .shadow]
        var table = TableDescription(
            name: name(&random), kind: kinds[random.below(kinds.count)], sql: "CREATE TABLE t (a CHECK (a IN (1)))",
            isWithoutRowID: random.below(5) == 0, isStrict: random.below(5) == 0, columns: [], foreignKeys: [],
            indexes: [])
        for _ in 0..<random.below(6) {
            table.columns.append(
                ColumnDescription(
                    name: name(&random), declaredType: ["INTEGER", "TEXT", ""][random.below(3)],
                    isNotNull: random.below(2) == 0, defaultSQL: nil, keyPosition: Int32(max(0, random.below(6) - 3)),
                    hidden: Int32(max(0, random.below(9) - 5))))
        }
        func some(_ count: Int) -> [Text] { (0..<count).map { _ in name(&random) } }
        for _ in 0..<random.below(4) {
            let count = random.below(3)
            table.foreignKeys.append(
                ForeignKeyDescription(
                    table: name(&random), columns: some(count), targetColumns: some(random.below(2) * count),
                    onUpdate: "", onDelete: ""))
        }
        for _ in 0..<random.below(3) {
            table.indexes.append(
                IndexDescription(
                    name: "", isUnique: true, origin: random.below(3) == 0 ? "pk" : "u",
                    isPartial: random.below(4) == 0, columns: some(random.below(3))))
        }
        return table
    }

    private func configuration(_ random: inout SeededRandom) -> String {
        func quoted(_ random: inout SeededRandom) -> String { "\"" + names[random.below(names.count)] + "\"" }
        var models: [String] = []
        for _ in 0..<random.below(3) {
            var parts: [String] = []
            if random.below(2) == 0 { parts.append("\"table\": \(quoted(&random))") }
            if random.below(2) == 0 { parts.append("\"ordering\": [\(quoted(&random))]") }
            if random.below(3) == 0 {
                parts.append("\"fields\": {\(quoted(&random)): {\"column\": \(quoted(&random))}}")
            }
            if random.below(2) == 0 {
                parts.append(
                    "\"relations\": {\(quoted(&random)): {\"columns\": [\(quoted(&random))], \"to\": \(quoted(&random))}}"
                )
            }
            if random.below(2) == 0 {
                parts.append("\"many_to_many\": {\(quoted(&random)): {\"through\": \(quoted(&random))}}")
            }
            models.append("\(quoted(&random)): {\(parts.joined(separator: ", "))}")
        }
        return "{\(models.joined(separator: ", "))}"
    }

    @Test func holdsTogether() throws {
        var built = 0
        for seed in 0..<5_000 {
            var random = SeededRandom(seed: UInt64(seed))
            let tables = (0..<random.below(6)).map { _ in table(&random) }
            let json = configuration(&random)
            let root = try JSONDocument.parse([UInt8](json.utf8)).root
            do throws(NoormmeError) {
                let schema = try Schema.build(tables, configuration: try Configuration.parse(models: root))
                built += 1
                if let fault = fault(of: schema) { Issue.record("seed \(seed): \(fault)") }
            } catch {
                if error.code != .invalidOption || error.path.isEmpty { Issue.record("seed \(seed): \(error)") }
            }
        }
        #expect(built > 1_000)
    }

    /// What does not hold in a schema; nil when all does.
    private func fault(of schema: Schema) -> String? {
        for (index, model) in schema.models.enumerated() {
            guard model.index == Int32(index), schema.model(model.name) === model else { return "a model's place" }
            var accessors = Set(model.columns.map(\.name))
            var queryNames = accessors
            guard accessors.count == model.columns.count else { return "two columns of one name" }
            for relation in model.relations {
                let name = relation.accessor.string
                let target = schema.models[Int(relation.target)]
                let isWithin =
                    relation.sourceColumns.allSatisfy { Int($0) < model.columns.count }
                    && relation.targetColumns.allSatisfy { Int($0) < target.columns.count }
                guard relation.source == model.index, isWithin else { return "ends of \(name)" }
                let isMatched =
                    relation.kind == .manyToMany
                    ? relation.throughSourceColumns.count == relation.sourceColumns.count
                        && relation.throughTargetColumns.count == relation.targetColumns.count
                    : relation.sourceColumns.count == relation.targetColumns.count
                guard isMatched else { return "columns of \(name)" }
                if !relation.accessor.isEmpty, !accessors.insert(relation.accessor).inserted { return "two of \(name)" }
                if !relation.queryName.isEmpty, !queryNames.insert(relation.queryName).inserted {
                    return "two to query of \(name)"
                }
                if !relation.accessor.isEmpty, !relation.accessor.isSpellable { return "the spelling of \(name)" }
            }
        }
        return nil
    }
}
