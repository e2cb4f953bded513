import NoormmeCore
import NoormmeSQLite
import NoormmeText

/// The rows of one model that a deletion has found, each once.
struct CollectedRows {
    private var list = KeyList()
    /// The columns that foreign keys refer to, but for the key: `columns[i]` holds column `positions[i]`.
    private let positions: [Int]
    private var columns: [[RowKey?]]

    init(_ node: DeletePlan.Node) {
        var positions: [Int] = []
        for edge in node.edges where edge.keyColumn > 0 && !positions.contains(Int(edge.keyColumn)) {
            positions.append(Int(edge.keyColumn))
        }
        self.positions = positions
        columns = positions.map { _ in [] }
    }

    var count: Int { list.count }
    var keys: [RowKey] { list.keys }

    func contains(_ key: RowKey) -> Bool { list.contains(key) }

    /// Adds the row a statement stands on, its key first, unless it is there already.
    mutating func add(_ statement: Statement, width: Int) {
        guard let key = RowKey(statement.value(at: 0)), list.insert(key).isNew else { return }
        for (index, position) in positions.enumerated() {
            columns[index].append(position < width ? RowKey(statement.value(at: position)) : nil)
        }
    }

    /// The value of a column of a row, by the column's place in the SELECT; nil for NULL.
    func value(row: Int, column: Int) -> RowKey? {
        if column == 0 { return list.keys[row] }
        return positions.firstIndex(of: column).flatMap { columns[$0][row] }
    }
}

/// Deleted rows by label, in the order in which labels came.
struct DeleteCounts {
    private var labels: [(label: Text, count: Int64)] = []
    private var total: Int64 = 0

    mutating func add(_ count: Int64, _ label: Text) {
        guard count > 0 else { return }
        total += count
        if let known = labels.firstIndex(where: { $0.label == label }) {
            labels[known].count += count
        } else {
            labels.append((label, count))
        }
    }

    /// `[total, {label: count}]`
    func answer() -> Answer {
        var json = ByteBuffer(capacity: 128)
        json.append("[")
        json.writeDigits(total)
        json.append(",{")
        for (index, entry) in labels.enumerated() {
            if index > 0 { json.append(0x2C) }
            json.writeString(entry.label)
            json.append(0x3A)
            json.writeDigits(entry.count)
        }
        json.append("}]")
        return Answer(json, changes: total)
    }
}
