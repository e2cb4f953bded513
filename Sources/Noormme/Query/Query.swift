import NoormmeJSON
import NoormmeText

/// What a query set is: a model's name and steps, already written as JSON. Deriving one from another is one
/// concatenation, and nothing that a caller keeps can change it.
struct Query: Sendable {
    let model: Text
    /// `["filter",{…}],["order_by",[…]]`
    private var steps: [UInt8] = []
    /// `limit` and `offset` in either order are one slice, which becomes a step when another one follows.
    private var limit: Int?
    private var offset: Int?

    init(model: String) {
        self.model = Text(string: model)
    }

    /// - Parameter arguments: writes the step's arguments, one after the other.
    func step(_ name: StaticString, _ arguments: (inout JSONWriter) -> Void = { _ in }) -> Query {
        var result = self
        result.steps = sliced
        result.limit = nil
        result.offset = nil
        result.steps.appendStep(name, arguments)
        return result
    }

    func limited(to count: Int) -> Query {
        var result = self
        result.limit = count
        return result
    }

    func offset(by count: Int) -> Query {
        var result = self
        result.offset = count
        return result
    }

    private var sliced: [UInt8] {
        if limit == nil && offset == nil { return steps }
        let start = offset ?? 0
        var stop = limit
        // A negative number stays what it is: the compiler refuses it.
        if let limit, limit >= 0, start > 0 {
            let (sum, overflow) = start.addingReportingOverflow(limit)
            stop = overflow ? Int.max : sum
        }
        var result = steps
        result.appendStep("slice") { writer in
            writer.position(start)
            writer.position(stop)
        }
        return result
    }

    /// The whole request, without a terminal: the query inside another.
    func spec() -> [UInt8] { spec { _ in } }

    /// - Parameter arguments: writes the terminal's arguments.
    func spec(get terminal: StaticString, _ arguments: (inout JSONWriter) -> Void = { _ in }) -> [UInt8] {
        spec { writer in
            writer.key("get")
            writer.beginArray()
            writer.string(terminal)
            arguments(&writer)
            writer.endArray()
        }
    }

    private func spec(_ rest: (inout JSONWriter) -> Void) -> [UInt8] {
        let steps = sliced
        var writer = JSONWriter()
        writer.bytes.reserveCapacity(steps.count + model.count + 64)
        writer.beginObject()
        writer.key("v")
        writer.integer(1)
        writer.key("model")
        writer.string(model)
        if !steps.isEmpty {
            writer.key("steps")
            writer.beginArray()
            writer.raw(Text(steps))
            writer.endArray()
        }
        rest(&writer)
        writer.endObject()
        return writer.bytes
    }
}

extension [UInt8] {
    fileprivate mutating func appendStep(_ name: StaticString, _ arguments: (inout JSONWriter) -> Void) {
        if !isEmpty { append(0x2C) }
        var writer = JSONWriter(self)
        writer.beginArray()
        writer.string(name)
        arguments(&writer)
        writer.endArray()
        self = writer.bytes
    }
}

extension JSONWriter {
    /// An end of a slice; null when it is open.
    mutating func position(_ position: Int?) {
        if let position { integer(Int64(position)) } else { null() }
    }
}
