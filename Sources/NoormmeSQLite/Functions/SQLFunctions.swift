import CSQLite
import NoormmeText

/// The SQL functions that SQLite lacks and Django's query sets need, registered on one connection.
///
/// Django registers Python functions for the same purpose; these give the same results. Their names
/// begin with `noormme_`, so that they meet neither SQLite's nor an application's. All are innocuous: they
/// change nothing and may stand in views, checks and indexes although the schema is not trusted. Only those
/// that give something new each time are not deterministic.
///
/// Rules for all: NULL in, NULL out; a value of the wrong type is an SQL error or NULL, as in Django;
/// messages start with `noormme: `. A callback never keeps a pointer that SQLite gave it, and takes no memory
/// before it has checked the size against the connection's limit.
public enum SQLFunctions {
    /// Whether `noormme_regexp` and `noormme_iregexp` work in this build; else they raise an error.
    public static var supportsRegularExpressions: Bool { RegularExpression.isSupported }

    /// Whether dates and times can be read in a zone of this name: an IANA name that the system has a file for, or
    /// an offset.
    public static func knowsTimeZone(_ name: Text) -> Bool {
        name.bytes.withUnsafeBufferPointer { ZoneReference.named($0) != nil }
    }

    /// A function's name and how many arguments it takes.
    public struct CatalogueEntry: Sendable, Equatable {
        public let name: Text
        public let minArgs: Int
        public let maxArgs: Int
        public let isAggregate: Bool
        /// Whether it may stand before `OVER`.
        public let isWindow: Bool
    }

    /// Every function that `register` adds, in the order of their families.
    public static var catalogue: [CatalogueEntry] {
        (scalars + regularExpressions).map { function in
            CatalogueEntry(
                name: Text(function.name), minArgs: Int(function.arguments.lowerBound),
                maxArgs: Int(function.arguments.upperBound), isAggregate: false, isWindow: false)
        }
            + aggregates.map { function in
                CatalogueEntry(
                    name: Text(function.name), minArgs: 1, maxArgs: 1, isAggregate: true,
                    isWindow: function.inverse != nil)
            }
    }

    /// Adds the functions to an open connection (a `sqlite3 *`). Calling it again changes the options.
    ///
    /// Throws SQLite's error when it refuses, for example `SQLITE_BUSY` while a statement is running.
    public static func register(
        on connection: OpaquePointer, options: SQLFunctionOptions = SQLFunctionOptions()
    ) throws(SQLiteError) {
        for function in scalars { try function.register(on: connection) }
        for function in aggregates { try function.register(on: connection) }
        try registerRegularExpressions(on: connection, options: options)
    }

    static func flags(deterministic: Bool) -> Int32 {
        SQLITE_UTF8 | SQLITE_INNOCUOUS | (deterministic ? SQLITE_DETERMINISTIC : 0)
    }

    static var aggregates: [AggregateFunction] { statistics + bitAggregates + [anyValue] }
}
