import CSQLite
import NoormmeText

// How SQLite calls a virtual table (sqlite.org/vtab.html). SQLite sees the beginning of each struct here as its own.

private struct Table {
    var base = sqlite3_vtab()
    let table: Unmanaged<HostTable>
}

private struct Cursor {
    var base = sqlite3_vtab_cursor()
    var cursor: Unmanaged<HostCursor>?
    var isAtEnd = true
    var row: Int64 = 0

    mutating func forget() {
        cursor?.release()
        cursor = nil
        isAtEnd = true
    }
}

extension UnsafeMutablePointer<sqlite3_vtab> {
    fileprivate var own: UnsafeMutablePointer<Table> {
        UnsafeMutableRawPointer(self).assumingMemoryBound(to: Table.self)
    }
    fileprivate var host: HostTable { own.pointee.table._withUnsafeGuaranteedRef { $0 } }

    fileprivate func fail(_ message: Text) -> Int32 {
        sqlite3_free(pointee.zErrMsg)
        pointee.zErrMsg = message.sqliteCopy()
        return SQLITE_ERROR
    }
}

extension UnsafeMutablePointer<sqlite3_vtab_cursor> {
    fileprivate var own: UnsafeMutablePointer<Cursor> {
        UnsafeMutableRawPointer(self).assumingMemoryBound(to: Cursor.self)
    }
}

extension Text {
    /// A copy that SQLite frees; nil when memory is short.
    fileprivate func sqliteCopy() -> UnsafeMutablePointer<CChar>? {
        guard let copy = sqlite3_malloc64(UInt64(bytes.count + 1)) else { return nil }
        let start = copy.assumingMemoryBound(to: CChar.self)
        for (index, byte) in bytes.enumerated() { start[index] = CChar(bitPattern: byte) }
        start[bytes.count] = 0
        return start
    }
}

private func connectTable(
    _ database: OpaquePointer?, _ data: UnsafeMutableRawPointer?, _ count: Int32,
    _ arguments: UnsafePointer<UnsafePointer<CChar>?>?,
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<sqlite3_vtab>?>?,
    _ message: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
    guard let data, let out else { return SQLITE_MISUSE }
    let texts = (0..<Int(count)).map { Text(cString: arguments?[$0]) }
    do throws(HostFailure) {
        let table = try Unmanaged<HostModule>.fromOpaque(data).takeUnretainedValue().connect(texts)
        guard table.declaration.withCString({ sqlite3_declare_vtab(database, $0) }) == SQLITE_OK else {
            throw HostFailure(message: Text("the table's columns cannot be declared"))
        }
        if table.isDirectOnly { _ = noormme_sqlite3_vtab_direct_only(database) }
        let place = UnsafeMutablePointer<Table>.allocate(capacity: 1)
        place.initialize(to: Table(table: .passRetained(table)))
        out.pointee = UnsafeMutableRawPointer(place).assumingMemoryBound(to: sqlite3_vtab.self)
        return SQLITE_OK
    } catch {
        message?.pointee = error.message.sqliteCopy()
        return SQLITE_ERROR
    }
}

private func disconnectTable(_ table: UnsafeMutablePointer<sqlite3_vtab>?) -> Int32 {
    guard let place = table?.own else { return SQLITE_OK }
    place.pointee.table.release()
    place.deinitialize(count: 1)
    place.deallocate()
    return SQLITE_OK
}

/// Parameters get what they are compared with, and every one that is compared: a plan that left one out would ask
/// the host for other rows.
private func planScan(
    _ table: UnsafeMutablePointer<sqlite3_vtab>?, _ info: UnsafeMutablePointer<sqlite3_index_info>?
) -> Int32 {
    guard let table, let info else { return SQLITE_MISUSE }
    let parameters = Int32(table.host.parameters)
    var places = [Int32](repeating: -1, count: Int(parameters))
    for index in 0..<info.pointee.nConstraint {
        let constraint = info.pointee.aConstraint[Int(index)]
        let operation = Int32(constraint.op)
        // Of these two the column means nothing.
        if operation == SQLITE_INDEX_CONSTRAINT_LIMIT || operation == SQLITE_INDEX_CONSTRAINT_OFFSET { continue }
        guard constraint.iColumn >= 0, constraint.iColumn < parameters else { continue }
        guard operation == SQLITE_INDEX_CONSTRAINT_EQ else {
            return table.fail(Text("a parameter of a table can only be constrained by the '=' operator"))
        }
        guard constraint.usable != 0 else { return SQLITE_CONSTRAINT }
        if places[Int(constraint.iColumn)] < 0 { places[Int(constraint.iColumn)] = index }
    }
    var (given, count): (UInt32, Int32) = (0, 0)
    for (parameter, place) in places.enumerated() where place >= 0 {
        count += 1
        given |= 1 << UInt32(parameter)
        info.pointee.aConstraintUsage[Int(place)].argvIndex = count
        info.pointee.aConstraintUsage[Int(place)].omit = 1
    }
    info.pointee.idxNum = Int32(bitPattern: given)
    // Dear, that SQLite may not read it in a loop where it need not.
    info.pointee.estimatedRows = 1_000_000_000 / Int64(count + 1)
    info.pointee.estimatedCost = Double(info.pointee.estimatedRows)
    return SQLITE_OK
}

private func beginScan(
    _ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?, _ mask: Int32, _: UnsafePointer<CChar>?, _ count: Int32,
    _ values: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    guard let cursor, let table = cursor.pointee.pVtab else { return SQLITE_MISUSE }
    cursor.own.pointee.forget()
    cursor.own.pointee.row = 0
    let given = UInt32(bitPattern: mask)
    var arguments = [ColumnValue?](repeating: nil, count: table.host.parameters)
    var index = 0
    for parameter in 0..<arguments.count where given & (1 << UInt32(parameter)) != 0 && index < count {
        let value = ColumnValue(pointer: values?[index])
        // Nothing equals NULL.
        if value.type == .null { return SQLITE_OK }
        arguments[parameter] = value
        index += 1
    }
    do throws(HostFailure) {
        cursor.own.pointee.cursor = .passRetained(try table.host.open(given, arguments))
    } catch {
        return table.fail(error.message)
    }
    return moveOn(cursor)
}

private func moveOn(_ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> Int32 {
    guard let cursor, let table = cursor.pointee.pVtab, let host = cursor.own.pointee.cursor else { return SQLITE_OK }
    do throws(HostFailure) {
        cursor.own.pointee.isAtEnd = !(try host.takeUnretainedValue().next())
        cursor.own.pointee.row += 1
        return SQLITE_OK
    } catch {
        cursor.own.pointee.isAtEnd = true
        return table.fail(error.message)
    }
}

extension HostModule {
    /// The functions above, for SQLite; written once. Without `xCreate` there is one table, which is there by itself.
    private static func functions(isEponymous: Bool) -> UnsafePointer<sqlite3_module> {
        var module = sqlite3_module()
        // Another function than xConnect, else the module were eponymous all the same; and another one in what it does,
        // because linkers fold those that are equal.
        let create:
            @convention(c) (
                OpaquePointer?, UnsafeMutableRawPointer?, Int32, UnsafePointer<UnsafePointer<CChar>?>?,
                UnsafeMutablePointer<UnsafeMutablePointer<sqlite3_vtab>?>?,
                UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
            ) -> Int32 = {
                $4?.pointee = nil
                return connectTable($0, $1, $2, $3, $4, $5)
            }
        module.xCreate = isEponymous ? nil : create
        module.xConnect = connectTable
        module.xBestIndex = planScan
        module.xDisconnect = disconnectTable
        module.xDestroy = disconnectTable
        module.xOpen = { _, out in
            guard let out else { return SQLITE_MISUSE }
            let place = UnsafeMutablePointer<Cursor>.allocate(capacity: 1)
            place.initialize(to: Cursor())
            out.pointee = UnsafeMutableRawPointer(place).assumingMemoryBound(to: sqlite3_vtab_cursor.self)
            return SQLITE_OK
        }
        module.xClose = { cursor in
            guard let place = cursor?.own else { return SQLITE_OK }
            place.pointee.forget()
            place.deinitialize(count: 1)
            place.deallocate()
            return SQLITE_OK
        }
        module.xFilter = beginScan
        module.xNext = moveOn
        module.xEof = { $0?.own.pointee.isAtEnd == false ? 0 : 1 }
        module.xColumn = { cursor, context, index in
            guard let context, let host = cursor?.own.pointee.cursor else { return SQLITE_OK }
            host.takeUnretainedValue().column(Int(index), HostCall(context, nil, 0))
            return SQLITE_OK
        }
        module.xRowid = { cursor, out in
            out?.pointee = cursor?.own.pointee.row ?? 0
            return SQLITE_OK
        }
        let place = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
        place.initialize(to: module)
        return UnsafePointer(place)
    }

    // Never written again.
    nonisolated(unsafe) private static let eponymous = functions(isEponymous: true)
    nonisolated(unsafe) private static let created = functions(isEponymous: false)

    fileprivate static func functions(_ isEponymous: Bool) -> UnsafePointer<sqlite3_module> {
        isEponymous ? eponymous : created
    }
}

extension Connection {
    /// Defines, or replaces, a kind of table on this connection.
    ///
    /// - Parameter isEponymous: there is one table of its kind, called like it, without CREATE VIRTUAL TABLE.
    /// - Throws: `SQLITE_MISUSE` for a name with a NUL.
    public func define(_ name: Text, isEponymous: Bool, _ module: HostModule) throws(SQLiteError) {
        let database = try shared.open()
        guard !name.bytes.contains(0) else { throw .nulInSQL }
        // SQLite gives the reference back, also when it refuses the module.
        let data = Unmanaged.passRetained(module).toOpaque()
        let code = name.withCString {
            sqlite3_create_module_v2(database, $0, HostModule.functions(isEponymous), data) { data in
                if let data { Unmanaged<HostModule>.fromOpaque(data).release() }
            }
        }
        guard code == SQLITE_OK else { throw SQLiteError(handle: database, result: code) }
    }
}
