import NoormmeCore
import NoormmeRuntime

/// Everything the host holds. The only state of the C door. Kinds differ in four bits from each other.
enum Handles {
    static let databases = HandleTable<Database>(kind: 0x17)
    static let querySets = HandleTable<StepChain>(kind: 0x2B)
    static let transactions = HandleTable<Transaction>(kind: 0x8E)
    static let errors = HandleTable<ErrorRecord>(kind: 0x4D)
    static let buffers = HandleTable<BufferRecord>(kind: 0x71)
    static let connections = HandleTable<HeldConnection>(kind: 0xB2)
    static let statements = HandleTable<HeldStatement>(kind: 0xD4)
    static let streams = HandleTable<SQLStream>(kind: 0xE8)
    static let cursors = HandleTable<RowCursor>(kind: 0x2E)
    static let shapes = HandleTable<RequestShape>(kind: 0x9B)
    static let backups = HandleTable<HeldBackup>(kind: 0xC4)

    static func database(_ handle: OpaquePointer?) throws(NoormmeError) -> Database {
        switch databases.find(UInt(bitPattern: handle)) {
        case .live(let database): return database
        case .stale: throw NoormmeError(.closed, "the database is closed")
        case .never: throw NoormmeError(.misuse, "not a database handle")
        }
    }

    static func querySet(_ handle: OpaquePointer?) throws(NoormmeError) -> StepChain {
        switch querySets.find(UInt(bitPattern: handle)) {
        case .live(let chain): return chain
        case .stale: throw NoormmeError(.misuse, "the query set has been freed")
        case .never: throw NoormmeError(.misuse, "not a query set handle")
        }
    }

    static func transaction(_ handle: OpaquePointer?) throws(NoormmeError) -> Transaction {
        switch transactions.find(UInt(bitPattern: handle)) {
        case .live(let transaction): return transaction
        case .stale: throw NoormmeError(.misuse, "the transaction has been freed")
        case .never: throw NoormmeError(.misuse, "not a transaction handle")
        }
    }

    static func connection(_ handle: OpaquePointer?) throws(NoormmeError) -> HeldConnection {
        switch connections.find(UInt(bitPattern: handle)) {
        case .live(let connection): return connection
        case .stale: throw NoormmeError(.closed, "the connection is closed")
        case .never: throw NoormmeError(.misuse, "not a connection handle")
        }
    }

    static func statement(_ handle: OpaquePointer?) throws(NoormmeError) -> HeldStatement {
        switch statements.find(UInt(bitPattern: handle)) {
        case .live(let statement): return statement
        case .stale: throw NoormmeError(.misuse, "the statement has been freed")
        case .never: throw NoormmeError(.misuse, "not a statement handle")
        }
    }

    static func stream(_ handle: OpaquePointer?) throws(NoormmeError) -> SQLStream {
        switch streams.find(UInt(bitPattern: handle)) {
        case .live(let stream): return stream
        case .stale: throw NoormmeError(.misuse, "the stream has been freed")
        case .never: throw NoormmeError(.misuse, "not a stream handle")
        }
    }

    static func cursor(_ handle: OpaquePointer?) throws(NoormmeError) -> RowCursor {
        switch cursors.find(UInt(bitPattern: handle)) {
        case .live(let cursor): return cursor
        case .stale: throw NoormmeError(.misuse, "the cursor has been freed")
        case .never: throw NoormmeError(.misuse, "not a cursor handle")
        }
    }

    static func shape(_ handle: OpaquePointer?) throws(NoormmeError) -> RequestShape {
        switch shapes.find(UInt(bitPattern: handle)) {
        case .live(let shape): return shape
        case .stale: throw NoormmeError(.misuse, "the shape has been freed")
        case .never: throw NoormmeError(.misuse, "not a shape handle")
        }
    }

    static func backup(_ handle: OpaquePointer?) throws(NoormmeError) -> HeldBackup {
        switch backups.find(UInt(bitPattern: handle)) {
        case .live(let backup): return backup
        case .stale: throw NoormmeError(.misuse, "the backup has been freed")
        case .never: throw NoormmeError(.misuse, "not a backup handle")
        }
    }

    static func error(_ handle: OpaquePointer?) -> ErrorRecord? {
        guard case .live(let record) = errors.find(UInt(bitPattern: handle)) else { return nil }
        return record
    }
}

extension HandleTable {
    /// Gives an object to the host.
    func hand(_ object: Object, to out: UnsafeMutablePointer<OpaquePointer?>) throws(NoormmeError) {
        guard let token = insert(object) else { throw NoormmeError(.outOfMemory, "too many handles are open") }
        out.pointee = OpaquePointer(bitPattern: token)
    }
}
