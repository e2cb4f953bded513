import NoormmeJSON
import NoormmeSQL
import NoormmeText

extension QueryPlan {
    /// Writes the plan as JSON: what `compile` answers, and what the edge executor runs.
    public func write(into writer: inout JSONWriter, schema: Schema) {
        writer.beginObject()
        writer.key("v")
        writer.integer(1)
        writer.key("write")
        writer.bool(isWrite)
        write(operation, into: &writer, schema)
        writer.key("models")
        writer.beginArray()
        for index in models { writer.string(schema.model(index).name) }
        writer.endArray()
        if !nativeFunctions.isEmpty {
            writer.key("native_functions")
            writer.beginArray()
            for name in nativeFunctions { writer.string(name) }
            writer.endArray()
        }
        write(prefetches, into: &writer)
        writer.endObject()
    }

    func write(_ operation: Operation, into writer: inout JSONWriter, _ schema: Schema) {
        writer.key("operation")
        switch operation {
        case .constant(let json):
            writer.string("constant")
            writer.key("answer")
            writer.raw(json)
        case .rows(let plan):
            writer.string("rows")
            write(plan, into: &writer)
        case .scalar(let statement, let kind):
            writer.string(kind == .count ? "count" : "exists")
            write(statement, into: &writer)
        case .keyed(let plan, let key):
            writer.string("keyed")
            writer.key("key")
            writer.integer(Int64(key.index))
            writer.key("key_type")
            writer.string(key.type.name)
            write(plan, into: &writer)
        case .explain(let statement):
            writer.string("explain")
            write(statement, into: &writer)
        case .load(let plan):
            writer.string("load")
            writer.key("count")
            writer.integer(Int64(plan.count))
            writer.key("keys")
            writer.beginArray()
            for column in plan.keys { write(column.map { Parameter($0) }, into: &writer) }
            writer.endArray()
        case .insert(let plan):
            writer.string("insert")
            write(plan, into: &writer)
        case .update(let plan):
            writer.string("update")
            write(plan, into: &writer)
        case .delete(let plan):
            writer.string("delete")
            write(plan, into: &writer)
        case .getOrCreate(let plan):
            writer.string(plan.updates ? "update_or_create" : "get_or_create")
            write(plan, into: &writer)
        case .save(let plan):
            writer.string("save")
            write(plan, into: &writer)
        case .writeRow(let plan):
            writer.string("write_row")
            write(plan, into: &writer)
        case .sequence(let plans, let answer):
            writer.string("sequence")
            writer.key("answer")
            writer.integer(Int64(answer))
            writer.key("plans")
            writer.beginArray()
            for plan in plans { plan.write(into: &writer, schema: schema) }
            writer.endArray()
        }
    }

    func write(_ plan: RowsPlan, into writer: inout JSONWriter) {
        write(plan.statement, into: &writer)
        writer.key("expect")
        switch plan.expectation {
        case .many: writer.string("many")
        case .manyReversed: writer.string("many_reversed")
        case .firstOrNull: writer.string("first_or_null")
        case .exactlyOne: writer.string("exactly_one")
        case .firstOrError: writer.string("first_or_error")
        case .item: writer.string("item")
        case .rowOrError: writer.string("row_or_error")
        }
        if case .rowOrError(let error) = plan.expectation {
            writer.key("error")
            write(error, into: &writer)
        }
        if case .exactlyOne(let label) = plan.expectation {
            writer.key("label")
            writer.string(label)
        }
        if case .firstOrError(let label) = plan.expectation {
            writer.key("label")
            writer.string(label)
        }
        writer.key("shape")
        write(plan.shape, into: &writer)
    }

    func write(_ statement: CompiledStatement, into writer: inout JSONWriter) {
        writer.key("sql")
        writer.string(statement.sql)
        writer.key("parameters")
        write(statement.parameters, into: &writer)
    }

    func write(_ parameters: [Parameter], into writer: inout JSONWriter) {
        writer.beginArray()
        for parameter in parameters {
            if parameter.slot == Parameter.keys {
                writer.beginObject()
                writer.key("$keys")
                writer.integer(Int64(parameter.conversion))
                writer.endObject()
                continue
            }
            switch parameter.value {
            case .null: writer.null()
            case .integer(let number):
                if number.magnitude > 9_007_199_254_740_992 {
                    writer.beginObject()
                    writer.key("$int")
                    writer.string(Text(number))
                    writer.endObject()
                } else {
                    writer.integer(number)
                }
            case .real(let digits):
                writer.beginObject()
                writer.key("$float")
                writer.string(digits)
                writer.endObject()
            case .text(let text): writer.string(text)
            case .blob(let bytes):
                var base64: [UInt8] = []
                bytes.withUnsafeBufferPointer { Base64.encode($0, into: &base64) }
                writer.beginObject()
                writer.key("$blob")
                writer.string(Text(base64))
                writer.endObject()
            }
        }
        writer.endArray()
    }

    func write(_ shape: ResultShape, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("form")
        switch shape.form {
        case .object: writer.string("object")
        case .array: writer.string("array")
        case .flat: writer.string("flat")
        }
        writer.key("columns")
        writer.beginArray()
        for column in shape.columns {
            writer.beginArray()
            writer.string(column.name)
            writer.integer(Int64(column.index))
            writer.string(column.type.name)
            // What stands for NULL is JSON itself: `0` for a count over no rows.
            if !column.whenNull.isEmpty { writer.raw(column.whenNull) }
            writer.endArray()
        }
        writer.endArray()
        if shape.followsStatement {
            writer.key("follows_statement")
            writer.bool(true)
        }
        if !shape.children.isEmpty {
            writer.key("children")
            writer.beginArray()
            for child in shape.children {
                writer.beginObject()
                writer.key("name")
                writer.string(child.name)
                writer.key("presence")
                writer.integer(Int64(child.presence))
                writer.key("shape")
                write(child.shape, into: &writer)
                writer.endObject()
            }
            writer.endArray()
        }
        writer.endObject()
    }

    func write(_ prefetches: [PrefetchPlan], into writer: inout JSONWriter) {
        if prefetches.isEmpty { return }
        writer.key("prefetches")
        writer.beginArray()
        for prefetch in prefetches {
            writer.beginObject()
            writer.key("name")
            writer.string(prefetch.name)
            writer.key("to_many")
            writer.bool(prefetch.isToMany)
            writer.key("parent_column")
            writer.integer(Int64(prefetch.parentColumn))
            writer.key("parent_path")
            writer.beginArray()
            for name in prefetch.parentPath { writer.string(name) }
            writer.endArray()
            write(prefetch.rows, into: &writer)
            write(prefetch.prefetches, into: &writer)
            writer.endObject()
        }
        writer.endArray()
    }
}
