import NoormmeCore
import NoormmeJSON
import NoormmeSQL
import NoormmeText

extension Database {
    /// Compiles a request, which values may follow (docs/row-block.md).
    func request(
        _ spec: [UInt8], _ snapshot: SchemaSnapshot, asBlock: Bool
    ) throws(NoormmeError) -> PreparedRequest {
        var spec = spec
        if let end = ValueBlock.split(spec) {
            let block = try ValueBlock(spec, behind: end)
            let document = try JSONDocument.read([UInt8](spec[..<end]))
            guard let (_, list) = Self.bulkRows(document), list.member("block")?.bool == true,
                let columns = list.member("columns"), columns.kind == .array, columns.count == block.width
            else { throw ValueBlock.malformed }
            let made = try plan(Self.template(document, list, columns.source, width: block.width), snapshot)
            if let rows = BulkRows(
                made.plan, snapshot.schema, width: block.width, rows: block.rows, bytes: block.text.count,
                options: compileOptions), try rows.read(block)
            {
                return PreparedRequest(made, snapshot, asBlock, rows.values)
            }
            spec = Self.request(document, list, columns.source, rows: try block.json())
        } else if spec.count >= Self.smallestBulk {
            let document = try JSONDocument.read(spec)
            if let made = bulk(document, snapshot, asBlock) { return made }
            return PreparedRequest(try plan(document, snapshot), snapshot, asBlock)
        }
        return PreparedRequest(try plan(spec, snapshot), snapshot, asBlock)
    }

    /// Smaller requests are kept by the plan cache as they are.
    private static var smallestBulk: Int { 4096 }

    /// The request when it is a bulk_create of rows that are all alike; nil for all others.
    private func bulk(
        _ document: JSONDocument, _ snapshot: SchemaSnapshot, _ asBlock: Bool
    ) -> PreparedRequest? {
        guard let (_, list) = Self.bulkRows(document) else { return nil }
        var keys: [Text] = []
        var columns = Text()
        var rows = list
        if list.kind == .object {
            guard list.count == 2, let names = list.member("columns"), names.kind == .array,
                let arrays = list.member("rows"), arrays.kind == .array
            else { return nil }
            rows = arrays
            columns = names.source
            for _ in names.elements { keys.append(Text()) }
        } else if list.kind == .array {
            guard let first = list.element(at: 0), first.kind == .object else { return nil }
            var json: [UInt8] = [0x5B]
            for (key, _) in first.members {
                if key.starts(with: 0x24) { return nil }
                if !keys.isEmpty { json.append(0x2C) }
                keys.append(key.text)
                key.text.bytes.withUnsafeBufferPointer { json.appendJSONString($0) }
            }
            json.append(0x5D)
            columns = Text(json)
        }
        guard !keys.isEmpty else { return nil }
        do throws(NoormmeError) {
            let made = try plan(Self.template(document, list, columns, width: keys.count), snapshot)
            guard
                let read = BulkRows(
                    made.plan, snapshot.schema, width: keys.count, rows: rows.count, bytes: document.bytes.count,
                    options: compileOptions)
            else { return nil }
            let isRead =
                list.kind == .object
                ? read.read(arrays: rows)
                : read.read(objects: rows, keys: keys, rowID: read.rowID(snapshot.schema, made.plan))
            return isRead ? PreparedRequest(made, snapshot, asBlock, read.values) : nil
        } catch {
            // Compiled as it is, it says the same of the right place.
            return nil
        }
    }

    /// The terminal and its rows, if it is a bulk_create.
    private static func bulkRows(_ document: JSONDocument) -> (get: JSONValue, rows: JSONValue)? {
        guard let get = document.root.member("get"), get.kind == .array,
            get.element(at: 0)?.stringEquals("bulk_create") == true, let rows = get.element(at: 1)
        else { return nil }
        return (get, rows)
    }

    /// The request with one row of nulls.
    private static func template(
        _ document: JSONDocument, _ list: JSONValue, _ columns: Text, width: Int
    ) -> [UInt8] {
        var nulls = Text("[[null").bytes
        for _ in 1..<max(1, width) { nulls.append(contentsOf: Text(",null").bytes) }
        return request(document, list, columns, rows: nulls + [0x5D, 0x5D])
    }

    /// The request with other rows.
    private static func request(
        _ document: JSONDocument, _ list: JSONValue, _ columns: Text, rows: [UInt8]
    ) -> [UInt8] {
        let range = list.sourceRange
        var spec = [UInt8](document.bytes[..<range.lowerBound])
        spec.append(contentsOf: Text("{\"columns\":").bytes)
        spec.append(contentsOf: columns.bytes)
        spec.append(contentsOf: Text(",\"rows\":").bytes)
        spec.append(contentsOf: rows)
        spec.append(0x7D)
        spec.append(contentsOf: document.bytes[range.upperBound...])
        return spec
    }
}

extension BulkRows {
    /// Which of the columns is the rowid.
    func rowID(_ schema: Schema, _ plan: QueryPlan) -> Int? {
        guard case .insert(let insert) = plan.operation else { return nil }
        let columns = schema.model(insert.model).columns
        return insert.groups[0].columns.suffix(width).enumerated().first { entry in
            columns.contains { $0.column == entry.element && $0.isRowID }
        }?.offset
    }
}

extension PreparedRequest {
    fileprivate init(
        _ made: (plan: QueryPlan, layout: RowsLayout, isKnown: Bool), _ snapshot: SchemaSnapshot, _ asBlock: Bool,
        _ values: ValueRows? = nil
    ) {
        self.init(
            plan: made.plan, layout: made.layout, snapshot: snapshot, isPlanKnown: made.isKnown,
            block: asBlock ? BlockPlan(made.plan, made.layout) : nil, values: values)
    }
}
