import NoormmeCore
import NoormmeJSON
import NoormmeText

/// How answers are read.
enum Answers {
    /// Deeper than the parser's own limit: an answer holds JSON columns that may nest as deep as that.
    private static let depthLimit = 512

    static func parse(_ bytes: [UInt8], named name: StaticString = "the request") throws(NoormmeError) -> JSONValue {
        do {
            return try JSONDocument.parse(bytes, depthLimit: depthLimit).root
        } catch {
            let isSize = error.code == .tooDeep || error.code == .tooLarge
            throw NoormmeError(isSize ? .tooComplex : .malformedJSON, Text(name) + ": " + Text(error.message))
        }
    }

    static func rows<Element>(
        _ read: @escaping RowReader<Element>
    ) -> @Sendable (JSONValue) throws(NoormmeError) -> [Element] {
        { (json) throws(NoormmeError) in
            var rows: [Element] = []
            rows.reserveCapacity(json.count)
            for row in json.elements { rows.append(try read(row)) }
            return rows
        }
    }

    static func optional<Element>(
        _ read: @escaping RowReader<Element>
    ) -> @Sendable (JSONValue) throws(NoormmeError) -> Element? {
        { (json) throws(NoormmeError) in json.isNull ? nil : try read(json) }
    }

    /// `[[key, row], …]`
    static func keyed<Element>(
        _ read: @escaping RowReader<Element>
    ) -> @Sendable (JSONValue) throws(NoormmeError) -> [Value: Element] {
        { (json) throws(NoormmeError) in
            var rows: [Value: Element] = [:]
            for pair in json.elements {
                guard let key = pair.element(at: 0), let row = pair.element(at: 1) else { throw unexpected(json) }
                rows[Value(key)] = try read(row)
            }
            return rows
        }
    }

    /// `[row, created]`
    static func created<Element>(
        _ read: @escaping RowReader<Element>
    ) -> @Sendable (JSONValue) throws(NoormmeError) -> (object: Element, created: Bool) {
        { (json) throws(NoormmeError) in
            guard let row = json.element(at: 0), let created = json.element(at: 1)?.bool else {
                throw unexpected(json)
            }
            return (try read(row), created)
        }
    }

    static let count: @Sendable (JSONValue) throws(NoormmeError) -> Int = { (json) throws(NoormmeError) in
        guard let count = json.int64 else { throw unexpected(json) }
        return Int(count)
    }

    static let flag: @Sendable (JSONValue) throws(NoormmeError) -> Bool = { (json) throws(NoormmeError) in
        guard let flag = json.bool else { throw unexpected(json) }
        return flag
    }

    /// An answer that docs/wire-format.md does not give.
    static func unexpected(_ json: JSONValue) -> NoormmeError {
        NoormmeError(.internalError, "the answer has an unexpected form")
    }
}
