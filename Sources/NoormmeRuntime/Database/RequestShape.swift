import NoormmeCore
import NoormmeJSON
import NoormmeSQL
import NoormmeSQLite
import NoormmeText

// A program asks the same few questions with other values: the shape of a request is fixed where it is written.
// So a shape is prepared once, and a request is then its values alone: no text is written, scanned or looked up,
// and each value is bound where the plan has a parameter for it.
//
// What a plan depends on in other ways (a literal that became part of the SQL, a value out of a column's range)
// goes the ordinary way: the text is put together and answered as if it had come as text.

/// A request whose literals come with each call.
public final class RequestShape: @unchecked Sendable {
    // Unchecked because `lock` guards `known`.
    public let database: Database
    let template: RequestTemplate
    private let lock = Lock()
    private var known: Known?

    /// - Parameter template: a spec in which bytes 1, 2 and 3 stand for a string, an integer, a fraction.
    public init(_ database: Database, template: UnsafeRawBufferPointer) throws(NoormmeError) {
        self.database = database
        self.template = try RequestTemplate(template)
    }

    private struct Known {
        let generation: Int64
        /// Nil when requests of this shape are better sent as text.
        let plan: ShapePlan?
    }

    /// The plan for one generation of the schema, and whether it was known; nil when the ordinary way is to be gone.
    func plan(_ snapshot: SchemaSnapshot, _ values: LiteralValues) -> (plan: ShapePlan, isKnown: Bool)? {
        if let found = lock.withLock({ self.known }), found.generation == snapshot.generation {
            return found.plan.map { ($0, true) }
        }
        let (spec, ranges) = template.filled(values)
        var made: ShapePlan?
        do throws(NoormmeError) {
            let (plan, layout, _) = try database.plan(spec, snapshot)
            made = try ShapePlan(plan, layout, spec: spec, holes: template.holes, ranges: ranges)
        } catch {
            // The ordinary way says what is wrong, and these values alone may be.
            return nil
        }
        let fresh = Known(generation: snapshot.generation, plan: made)
        lock.withLock { self.known = fresh }
        return made.map { ($0, false) }
    }

    func check(_ values: LiteralValues) throws(NoormmeError) {
        guard values.count == template.holes.count else {
            throw NoormmeError(.misuse, "the number of values is not that of the request's literals")
        }
        for index in values.indices where values[index].kind != template.holes[index] {
            throw NoormmeError(.misuse, "a value is of another kind than the request's literal")
        }
    }
}

/// A plan and which of a request's literals goes where in it.
final class ShapePlan: Sendable {
    struct Source: Sendable {
        let slot: Int32
        let hole: Int32
        let isDirect: Bool
        /// What stands around the literal: nothing, or its tag.
        let prefix: [UInt8]
        let suffix: [UInt8]
    }

    /// A parameter of the only statement.
    enum Binding: Sendable {
        case constant(SQLValue)
        case direct(hole: Int)
        case converted(source: Int, conversion: Int32)
    }

    let plan: QueryPlan
    let layout: RowsLayout
    let block: BlockPlan
    let sources: [Source]
    /// For plans of one SELECT and nothing else.
    let bindings: [Binding]
    let hasConversions: Bool
    let key: StatementKey
    let expectation: Expectation

    /// - Returns: nil when the plan depends on one of the literals.
    init?(
        _ plan: QueryPlan, _ layout: RowsLayout, spec: [UInt8], holes: [PlanLiteral.Kind], ranges: [Range<Int>]
    ) throws(NoormmeError) {
        let document = try JSONDocument.read(spec)
        var sources: [Source] = []
        var isSeen = [Bool](repeating: false, count: holes.count)
        for slot in plan.slots {
            let range = JSONValue(document: document, index: Int(slot)).sourceRange
            guard
                let hole = ranges.firstIndex(where: {
                    range.lowerBound <= $0.lowerBound && $0.upperBound <= range.upperBound
                })
            else { continue }
            // A list of literals is one value.
            let next = hole + 1
            if next < ranges.count, ranges[next].lowerBound < range.upperBound { return nil }
            isSeen[hole] = true
            sources.append(
                Source(
                    slot: slot, hole: Int32(hole), isDirect: range == ranges[hole],
                    prefix: [UInt8](spec[range.lowerBound..<ranges[hole].lowerBound]),
                    suffix: [UInt8](spec[ranges[hole].upperBound..<range.upperBound])))
        }
        if isSeen.contains(false) { return nil }
        var isServed = true
        _ = try plan.replacing { (parameter) throws(NoormmeError) in
            if let source = sources.first(where: { $0.slot == parameter.slot }),
                !PlanLiteral.isReplaceable(holes[Int(source.hole)], conversion: parameter.conversion)
            {
                isServed = false
            }
            return parameter.value
        }
        guard isServed else { return nil }
        self.plan = plan
        self.layout = layout
        self.sources = sources
        block = BlockPlan(plan, layout)
        var bindings: [Binding] = []
        var sql = Text()
        var expectation = Expectation.many
        if case .rows(let rows) = plan.operation {
            sql = rows.statement.sql
            expectation = rows.expectation
            for parameter in rows.statement.parameters {
                guard let source = sources.firstIndex(where: { $0.slot == parameter.slot }) else {
                    bindings.append(.constant(parameter.value))
                    continue
                }
                let hole = Int(sources[source].hole)
                if sources[source].isDirect, PlanLiteral.isDirect(holes[hole], conversion: parameter.conversion) {
                    bindings.append(.direct(hole: hole))
                } else {
                    bindings.append(.converted(source: source, conversion: parameter.conversion))
                }
            }
        }
        self.bindings = bindings
        self.expectation = expectation
        hasConversions = bindings.contains { if case .converted = $0 { true } else { false } }
        key = StatementKey(sql)
    }

    /// The value of a parameter; nil when these literals need a plan of their own.
    func value(_ source: Int, _ conversion: Int32, _ values: LiteralValues) -> SQLValue? {
        let source = sources[source]
        var json = source.prefix
        values[Int(source.hole)].write(into: &json)
        json += source.suffix
        do throws(NoormmeError) {
            return PlanLiteral.value(try JSONDocument.read(json).root, conversion: conversion)
        } catch {
            return nil
        }
    }

    /// Literals as the only statement takes them.
    struct Arguments {
        let values: LiteralValues
        let converted: [SQLValue]
    }

    /// - Returns: nil when these literals need a plan of their own.
    func arguments(_ values: LiteralValues) -> Arguments? {
        var converted: [SQLValue] = []
        if hasConversions {
            for binding in bindings {
                guard case .converted(let source, let conversion) = binding else { continue }
                guard let value = value(source, conversion, values) else { return nil }
                converted.append(value)
            }
        }
        return Arguments(values: values, converted: converted)
    }

    func bind(_ arguments: Arguments, to statement: Statement) throws(SQLiteError) {
        var next = 0
        for index in bindings.indices {
            switch bindings[index] {
            case .constant(let value): try statement.bind(value, at: index + 1)
            case .direct(let hole): try statement.bind(arguments.values[hole], at: index + 1)
            case .converted:
                try statement.bind(arguments.converted[next], at: index + 1)
                next += 1
            }
        }
    }

    /// The plan with these literals; nil when they need one of their own.
    func bound(_ values: LiteralValues) -> QueryPlan? {
        do throws(NoormmeError) {
            return try plan.replacing { (parameter) throws(NoormmeError) in
                guard let source = sources.firstIndex(where: { $0.slot == parameter.slot }) else {
                    return parameter.value
                }
                let literal = values[Int(sources[source].hole)]
                if sources[source].isDirect, PlanLiteral.isDirect(literal.kind, conversion: parameter.conversion),
                    let value = literal.stored
                {
                    return value
                }
                guard let value = value(source, parameter.conversion, values) else {
                    throw NoormmeError(.valueError, "out of range")
                }
                return value
            }
        } catch {
            return nil
        }
    }
}
