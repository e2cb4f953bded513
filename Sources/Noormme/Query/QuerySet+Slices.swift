import NoormmeJSON

/// Parts of the rows. Positions count from 0 within the rows so far; negative ones are refused.
extension QuerySet {
    /// Rows from `start` up to, not including, `stop`; nil is an open end.
    public func slice(_ start: Int?, _ stop: Int?) -> QuerySet {
        step("slice") { writer in
            writer.position(start)
            writer.position(stop)
        }
    }

    public subscript(rows: Range<Int>) -> QuerySet { slice(rows.lowerBound, rows.upperBound) }
    public subscript(rows: PartialRangeFrom<Int>) -> QuerySet { slice(rows.lowerBound, nil) }
    public subscript(rows: PartialRangeUpTo<Int>) -> QuerySet { slice(nil, rows.upperBound) }

    public subscript(rows: ClosedRange<Int>) -> QuerySet {
        let (stop, overflow) = rows.upperBound.addingReportingOverflow(1)
        return slice(rows.lowerBound, overflow ? nil : stop)
    }

    /// At most so many rows. `limit` and `offset` mean the same in either order.
    public func limit(_ count: Int) -> QuerySet { with(query.limited(to: count)) }

    /// Leaves out the first rows.
    public func offset(_ count: Int) -> QuerySet { with(query.offset(by: count)) }
}
