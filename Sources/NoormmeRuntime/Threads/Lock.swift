import NoormmeSQLite

/// The lock that every layer uses.
public typealias Lock = NoormmeSQLite.Lock
