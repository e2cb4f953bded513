import NoormmeJSON

/// Values by type. Where a column's type is known, plain text and numbers do as well.
extension Expression {
    /// A value in an expression's place, where a bare string would be a name.
    public static func value(_ value: Value) -> Expression { value.argumentExpression }

    /// A value of a type the compiler cannot know: `integer`, `decimal(10,2)`, `date` … as in docs/wire-format.md.
    public static func value(_ value: Value, type: String) -> Expression {
        Expression { writer in
            writer.beginObject()
            writer.key("$wrap")
            value.writeArgument(into: &writer)
            writer.key("type")
            writer.string(type)
            writer.endObject()
        }
    }

    /// A decimal number by its digits: `.decimal("1.50")`.
    public static func decimal(_ digits: String) -> Expression { tagged("$decimal", digits) }

    /// A date without a time: `.date("2020-01-31")`.
    public static func date(_ iso: String) -> Expression { tagged("$date", iso) }

    /// A time of day: `.time("12:30:00.5")`.
    public static func time(_ iso: String) -> Expression { tagged("$time", iso) }

    /// A moment: `.datetime("2020-01-31T12:30:00Z")`; without an offset, in the database's time zone.
    public static func datetime(_ iso: String) -> Expression { tagged("$datetime", iso) }

    /// A UUID, with or without hyphens.
    public static func uuid(_ digits: String) -> Expression { tagged("$uuid", digits) }

    /// A span of time, to the microsecond.
    public static func duration(_ span: Duration) -> Expression {
        Expression { writer in
            let (seconds, attoseconds) = span.components
            let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
            let (sum, carried) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000)
            writer.beginObject()
            writer.key("$duration")
            // No column holds more; the compiler says so.
            if overflow || carried { writer.null() } else { writer.integer(sum) }
            writer.endObject()
        }
    }

    /// JSON's `null`, as opposed to SQL's NULL.
    public static var jsonNull: Expression {
        Expression { writer in
            writer.beginObject()
            writer.key("$json_null")
            writer.bool(true)
            writer.endObject()
        }
    }

    private static func tagged(_ tag: StaticString, _ text: String) -> Expression {
        Expression { writer in writer.tag(tag, text) }
    }
}
