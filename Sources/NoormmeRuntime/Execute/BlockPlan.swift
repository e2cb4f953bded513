import NoormmeCore
import NoormmeJSON
import NoormmeSQLite
import NoormmeText
import Synchronization

/// How a plan's answer looks to a host that makes objects of its own: what to call the values and what they mean,
/// and which cells a row of a block has.
final class BlockPlan: @unchecked Sendable {
    // Unchecked: what the pointer leads to is written in `init`, only read afterwards.

    /// A value of a row.
    struct Cell: BitwiseCopyable {
        enum Kind: UInt8, Sendable {
            case plain
            /// 0 and 1 are false and true.
            case boolean
            /// Text that is JSON says so.
            case json
            /// Integers are 64 bits wide, however small.
            case big
            /// Whether it is NULL, and nothing more.
            case presence
        }

        var column: Int32
        var kind: Kind
        /// Something else stands for NULL: `nulls` has it.
        var replacesNull: Bool
    }

    /// Distinct within the process.
    let id: UInt32
    /// JSON; docs/row-block.md.
    let description: [UInt8]
    /// Nil when the answer comes as JSON text, as that of an INSERT may all the same.
    // Read for every value: a pointer, because arrays check bounds and count references.
    let cells: UnsafeBufferPointer<Cell>?
    /// For each cell, what stands for NULL, as JSON; empty for null itself.
    let nulls: [Text]
    let isOneRow: Bool
    /// One SELECT whose rows are written to a block as they come.
    let isSelect: Bool
    /// Rows in an answer that comes as JSON are arrays of what the shape has, without names.
    let isPositional: Bool

    private static let counter = Atomic<UInt32>(0)

    init(_ plan: QueryPlan, _ layout: RowsLayout) {
        id = Self.counter.wrappingAdd(1, ordering: .relaxed).newValue
        var writer = JSONWriter()
        var cells: UnsafeBufferPointer<Cell>?
        var nulls: [Text] = []
        var isOneRow = false
        var isSelect = false
        isPositional = layout == .asPlanned && Self.isPositional(plan)
        if layout == .asPlanned {
            Self.describe(plan, into: &writer)
            var shape: ResultShape?
            switch plan.operation {
            case .rows(let rows) where plan.prefetches.isEmpty && !rows.shape.followsStatement:
                shape = rows.shape
                isOneRow = !rows.expectation.isMany
                isSelect = true
            case .insert(let insert) where insert.answer != .count: shape = insert.shape
            default: break
            }
            if let shape {
                var list: [Cell] = []
                Self.flatten(shape, into: &list, &nulls)
                if list.count <= Self.mostCells {
                    let kept = UnsafeMutableBufferPointer<Cell>.allocate(capacity: list.count)
                    _ = kept.initialize(from: list)
                    cells = UnsafeBufferPointer(kept)
                }
            }
        } else {
            Self.describe("json", into: &writer)
        }
        self.cells = cells
        self.nulls = nulls
        self.isOneRow = isOneRow
        self.isSelect = isSelect && cells != nil
        description = writer.bytes
    }

    /// Rows of SQL text, whose values come as they are stored.
    init(columnsOf statement: Statement) {
        id = Self.counter.wrappingAdd(1, ordering: .relaxed).newValue
        let count = statement.columnCount
        let kept = UnsafeMutableBufferPointer<Cell>.allocate(capacity: count)
        for index in 0..<count {
            kept.initializeElement(at: index, to: Cell(column: Int32(index), kind: .plain, replacesNull: false))
        }
        cells = UnsafeBufferPointer(kept)
        nulls = []
        isOneRow = false
        isSelect = true
        isPositional = false
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("answer")
        writer.string("statement")
        writer.key("types")
        writer.beginArray()
        for index in 0..<count {
            if let type = statement.columnDeclaredType(index) { writer.string(type) } else { writer.null() }
        }
        writer.endArray()
        writer.key("shape")
        writer.beginObject()
        writer.key("form")
        writer.string("object")
        writer.key("columns")
        writer.beginArray()
        for index in 0..<count {
            writer.beginArray()
            writer.string(statement.columnName(index))
            writer.string("stored")
            writer.endArray()
        }
        writer.endArray()
        writer.endObject()
        writer.endObject()
        description = writer.bytes
    }

    deinit {
        cells?.deallocate()
    }

    private static var mostCells: Int { 4096 }

    private static func flatten(_ shape: ResultShape, into cells: inout [Cell], _ nulls: inout [Text]) {
        for column in shape.form == .flat ? shape.columns.prefix(1) : shape.columns[...] {
            let kind: Cell.Kind =
                switch column.type {
                case .boolean: .boolean
                case .json: .json
                case .bigInteger: .big
                default: .plain
                }
            cells.append(Cell(column: column.index, kind: kind, replacesNull: !column.whenNull.isEmpty))
            nulls.append(column.whenNull)
        }
        guard shape.form == .object else { return }
        for child in shape.children {
            cells.append(Cell(column: child.presence, kind: .presence, replacesNull: false))
            nulls.append(Text())
            flatten(child.shape, into: &cells, &nulls)
        }
    }

    /// Rows that are read look as their shape says. Those of a write may come from one of several statements, and those
    /// of raw SQL look as the statement says: they keep their names.
    private static func isPositional(_ plan: QueryPlan) -> Bool {
        switch plan.operation {
        case .rows(let rows), .keyed(let rows, _): !rows.shape.followsStatement
        case .load: true
        case .sequence(let plans, let answer):
            answer >= 0 && answer < plans.count && isPositional(plans[Int(answer)])
        default: false
        }
    }

    private static func describe(_ answer: StaticString, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("answer")
        writer.string(answer)
        writer.endObject()
    }

    private static func describe(_ plan: QueryPlan, into writer: inout JSONWriter) {
        switch plan.operation {
        case .rows(let rows):
            describe(
                rows.expectation.isMany ? "rows" : "row", rows.shape, plan.prefetches,
                isPositional: isPositional(plan), into: &writer)
        case .keyed(let rows, let key):
            describe(
                "keyed", rows.shape, plan.prefetches, key: key, isPositional: isPositional(plan), into: &writer)
        case .load:
            let shape = ResultShape(form: .object, columns: [])
            describe("rows", shape, plan.prefetches, isPositional: true, into: &writer)
        case .insert(let insert):
            switch insert.answer {
            case .row: describe("row", insert.shape, [], into: &writer)
            case .rows: describe("rows", insert.shape, [], into: &writer)
            case .count: describe("json", into: &writer)
            }
        case .save(let save): describe("row", save.shape, [], into: &writer)
        case .writeRow(let row): describe("row", row.row.shape, [], into: &writer)
        case .getOrCreate(let plan): describe("pair", plan.select.shape, [], into: &writer)
        case .sequence(let plans, let answer):
            if answer >= 0, answer < plans.count {
                describe(plans[Int(answer)], into: &writer)
            } else {
                describe("json", into: &writer)
            }
        case .constant, .scalar, .explain, .update, .delete: describe("json", into: &writer)
        }
    }

    private static func describe(
        _ answer: StaticString, _ shape: ResultShape, _ prefetches: [PrefetchPlan], key: ShapeColumn? = nil,
        isPositional: Bool = false, into writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.key("answer")
        writer.string(answer)
        if isPositional {
            writer.key("arrays")
            writer.bool(true)
        }
        if let key {
            writer.key("key")
            writer.string(key.type.name)
        }
        writer.key("shape")
        write(shape, prefetches, path: [], into: &writer)
        writer.endObject()
    }

    private static func write(
        _ shape: ResultShape, _ prefetches: [PrefetchPlan], path: [Text], into writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.key("form")
        switch shape.form {
        case .object: writer.string("object")
        case .array: writer.string("array")
        case .flat: writer.string("flat")
        }
        if shape.followsStatement {
            writer.key("open")
            writer.bool(true)
        }
        writer.key("columns")
        writer.beginArray()
        for column in shape.form == .flat ? shape.columns.prefix(1) : shape.columns[...] {
            writer.beginArray()
            writer.string(column.name)
            writer.string(column.type.name)
            writer.endArray()
        }
        writer.endArray()
        if shape.form == .object, !shape.children.isEmpty {
            writer.key("children")
            writer.beginArray()
            for child in shape.children {
                writer.beginArray()
                writer.string(child.name)
                write(child.shape, prefetches, path: path + [child.name], into: &writer)
                writer.endArray()
            }
            writer.endArray()
        }
        let own = prefetches.filter { $0.parentPath == path }
        if !own.isEmpty {
            writer.key("related")
            writer.beginArray()
            for prefetch in own {
                writer.beginArray()
                writer.string(prefetch.name)
                writer.bool(prefetch.isToMany)
                write(prefetch.rows.shape, prefetch.prefetches, path: [], into: &writer)
                writer.endArray()
            }
            writer.endArray()
        }
        writer.endObject()
    }
}
