import NoormmeCore
import NoormmeJSON

extension QuerySet {
    /// The rows one after the other: `for try await user in users.rows()`.
    ///
    /// The query runs when the first row is asked for; rows are decoded as they are.
    public func rows() -> RowSequence<Element> { RowSequence(base: self) }
}

/// The rows of a query. Each loop over it runs the query again.
public struct RowSequence<Element: Sendable>: AsyncSequence, Sendable {
    public typealias Failure = NoormmeError

    let base: QuerySet<Element>

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: base) }

    public struct AsyncIterator: AsyncIteratorProtocol {
        private let base: QuerySet<Element>
        /// The rows still to come; nil before the query has run.
        private var rest: JSONElements?

        init(base: QuerySet<Element>) { self.base = base }

        public mutating func next() async throws(NoormmeError) -> Element? {
            try await next(isolation: nil)
        }

        /// - Throws: what `all()` throws; `.interrupted` once the task is cancelled.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(NoormmeError) -> Element? {
            if Task.isCancelled { throw .cancelled }
            var elements: JSONElements
            if let rest {
                elements = rest
            } else {
                elements = try await base.database.run(base.requests.answer).elements
            }
            guard let json = elements.next() else {
                rest = elements
                return nil
            }
            rest = elements
            return try base.read(json)
        }
    }
}
