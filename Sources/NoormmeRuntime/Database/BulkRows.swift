import NoormmeCore
import NoormmeJSON
import NoormmeSQL
import NoormmeText

// A bulk_create of thousands of rows is one statement run thousands of times. Compiling each of its values into a
// parameter of a plan would cost more than storing them. So the plan is made for one row of nulls, which the plan cache
// then knows whatever the values are, and the rows go from the request into `ValueRows`, each column by the rule of its
// type. Whatever is out of the ordinary (an expression, other columns in a later row, a value that does not fit its
// column) makes the request an ordinary one, compiled as a whole, so that meaning and errors are the same.

/// Rows of a bulk_create being read.
struct BulkRows {
    /// How a column takes its values.
    private struct Rule {
        let type: FieldType
        let conversion: Int32
    }

    private let rules: [Rule]
    /// Values of a related manager, which each row begins with.
    private let prefix: [SQLValue]
    let values: ValueRows
    let width: Int

    /// - Returns: nil when the plan is not one statement with a parameter for each value.
    init?(_ plan: QueryPlan, _ schema: Schema, width: Int, rows: Int, bytes: Int, options: CompileOptions) {
        guard case .insert(let insert) = plan.operation, insert.groups.count == 1, insert.links.isEmpty,
            insert.answer == .rows, insert.model >= 0, Int(insert.model) < schema.models.count,
            let parameters = insert.groups[0].rows.first, insert.groups[0].rows.count == 1,
            insert.groups[0].columns.count == parameters.count, parameters.count >= width
        else { return nil }
        let names = insert.groups[0].columns
        for (index, name) in names.enumerated() where names[..<index].contains(name) { return nil }
        let columns = schema.model(insert.model).columns
        var rules: [Rule] = []
        for name in names.suffix(width) {
            guard let column = columns.first(where: { $0.column == name }) else { return nil }
            switch column.type {
            // These are moved by the statement.
            case .date, .datetime, .datetimeMilliseconds, .time:
                if options.timeZone != "UTC" { return nil }
            default: break
            }
            rules.append(Rule(type: column.type, conversion: PlanLiteral.storing(column.type)))
        }
        self.rules = rules
        self.width = width
        prefix = parameters.dropLast(width).map { $0.value }
        values = ValueRows(width: parameters.count, rows: rows, bytes: bytes)
    }

    private func begin() {
        for value in prefix { values.append(value) }
    }

    // MARK: - From a block

    /// - Returns: whether all values could be taken.
    func read(_ block: ValueBlock) throws(NoormmeError) -> Bool {
        block.bytes.withUnsafeBufferPointer { values.adopt(UnsafeBufferPointer(rebasing: $0[block.text])) }
        var column = 0
        var isPlain = true
        try block.visit { (kind, number, range) throws(NoormmeError) in
            guard isPlain else { return }
            if column == 0 { begin() }
            isPlain = try take(kind, number, range, rules[column], block)
            column = column &+ 1 == width ? 0 : column &+ 1
        }
        return isPlain
    }

    @inline(__always)
    private func take(
        _ kind: UInt8, _ number: Double, _ range: Range<Int>, _ rule: Rule, _ block: ValueBlock
    ) throws(NoormmeError) -> Bool {
        switch kind {
        case ValueBlock.Kind.number:
            if let integer = Int64(exactly: number) {
                if integer.magnitude <= ByteBuffer.largestPlainInteger, take(integer, rule) { return true }
            } else if number.isFinite {
                switch rule.type {
                case .any, .real, .decimal:
                    values.append(ValueRows.Kind.real, number.bitPattern)
                    return true
                default: return false
                }
            }
        case ValueBlock.Kind.text:
            let isAsIs = block.bytes.withUnsafeBufferPointer {
                Self.isStored(UnsafeBufferPointer(rebasing: $0[range]), rule.type)
            }
            if isAsIs {
                let start = UInt64(range.lowerBound - block.text.lowerBound)
                values.append(ValueRows.Kind.text, start << 32 | UInt64(range.count))
                return true
            }
        case ValueBlock.Kind.null:
            values.append(ValueRows.Kind.null, 0)
            return true
        case ValueBlock.Kind.no: if take(false, rule) { return true }
        case ValueBlock.Kind.yes: if take(true, rule) { return true }
        case ValueBlock.Kind.moment:
            if case .datetime = rule.type, let text = PlanLiteral.moment(milliseconds: number) {
                values.append(.text(text))
                return true
            }
        case ValueBlock.Kind.json: break
        default: throw ValueBlock.malformed
        }
        var json: [UInt8] = []
        try block.write(kind, number, range, into: &json)
        do throws(JSONError) {
            return take(try JSONDocument.parse(json).root, rule)
        } catch {
            throw ValueBlock.malformed
        }
    }

    // MARK: - From JSON

    /// Reads arrays of values.
    func read(arrays list: JSONValue) -> Bool {
        for row in list.elements {
            guard row.kind == .array, row.count == width else { return false }
            begin()
            var column = 0
            for value in row.elements {
                guard takeScalar(value, rules[column]) else { return false }
                column &+= 1
            }
        }
        return true
    }

    /// Reads objects that have the same keys in the same order.
    func read(objects list: JSONValue, keys: [Text], rowID: Int?) -> Bool {
        for row in list.elements {
            guard row.kind == .object, row.count == width else { return false }
            begin()
            var column = 0
            for (key, value) in row.members {
                // An object that says its key is NULL leaves it out.
                guard key.equals(keys[column]), column != rowID || !value.isNull, takeScalar(value, rules[column])
                else { return false }
                column &+= 1
            }
        }
        return true
    }

    @inline(never)
    private func takeScalar(_ value: JSONValue, _ rule: Rule) -> Bool {
        switch value.kind {
        case .null:
            values.append(ValueRows.Kind.null, 0)
            return true
        case .string:
            if let range = value.plainTextRange {
                let isTaken = value.document.bytes.withUnsafeBufferPointer { (bytes) -> Bool in
                    let text = UnsafeBufferPointer(rebasing: bytes[range])
                    guard Self.isStored(text, rule.type) else { return false }
                    values.append(text: text)
                    return true
                }
                if isTaken { return true }
            }
        case .number: if let integer = value.int64, take(integer, rule) { return true }
        case .bool: if take(value.bool == true, rule) { return true }
        case .object: break
        case .array: return false
        }
        return take(value, rule)
    }

    // MARK: - Values

    private func take(_ integer: Int64, _ rule: Rule) -> Bool {
        switch rule.type {
        case .any, .integer, .positiveInteger, .bigInteger, .duration, .real, .decimal: break
        case .boolean where integer == 0 || integer == 1: break
        default: return false
        }
        values.append(ValueRows.Kind.integer, UInt64(bitPattern: integer))
        return true
    }

    private func take(_ flag: Bool, _ rule: Rule) -> Bool {
        switch rule.type {
        case .any, .integer, .positiveInteger, .bigInteger, .real, .decimal, .boolean:
            values.append(ValueRows.Kind.integer, flag ? 1 : 0)
            return true
        default: return false
        }
    }

    /// Any value, by the same rules as one that is compiled.
    @inline(never)
    private func take(_ value: JSONValue, _ rule: Rule) -> Bool {
        if value.kind == .array { return false }
        guard let stored = PlanLiteral.value(value, conversion: rule.conversion) else { return false }
        values.append(stored)
        return true
    }

    /// Whether a text is stored as it is.
    @inline(__always)
    private static func isStored(_ text: UnsafeBufferPointer<UInt8>, _ type: FieldType) -> Bool {
        switch type {
        case .any, .text, .ipAddress: true
        case .date: isMoment(text, "0000-00-00")
        case .datetime: isMoment(text, "0000-00-00 00:00:00")
        default: false
        }
    }

    /// Whether a text is a date (and time) in the form in which it is stored.
    private static func isMoment(_ text: UnsafeBufferPointer<UInt8>, _ form: StaticString) -> Bool {
        guard text.count == form.utf8CodeUnitCount else { return false }
        for index in 0..<text.count {
            let wanted = form.utf8Start[index]
            guard wanted == 0x30 ? text[index] &- 0x30 < 10 : text[index] == wanted else { return false }
        }
        func number(_ at: Int) -> Int { Int(text[at] &- 0x30) * 10 + Int(text[at + 1] &- 0x30) }
        // Whoever counts days by months counts the last ones too.
        guard number(0) + number(2) > 0, (1...12).contains(number(5)), (1...28).contains(number(8)) else {
            return false
        }
        return text.count < 19 || number(11) < 24 && number(14) < 60 && number(17) < 60
    }
}
