import CSQLite

/// Reading dates, times, units and zones from the arguments of a call.
extension FunctionCall {
    /// A moment from text, or from an integer of milliseconds after 1970-01-01 UTC; nil for NULL and
    /// for everything that is neither.
    func moment(_ index: Int) -> Moment? {
        switch type(index) {
        case SQLITE_TEXT: text(index).flatMap(MomentParser.moment)
        case SQLITE_INTEGER: Moment(milliseconds: int64(index))
        default: nil
        }
    }

    /// A time of day from text `H:M[:S[.fraction]]`, or from an integer of milliseconds as in `moment`.
    func time(_ index: Int) -> DayTime? {
        switch type(index) {
        case SQLITE_TEXT: text(index).flatMap(MomentParser.time)
        case SQLITE_INTEGER: Moment(milliseconds: int64(index))?.time
        default: nil
        }
    }

    /// Whether a moment given as text leaves open in which zone it is.
    func isLocal(_ index: Int) -> Bool {
        guard type(index) == SQLITE_TEXT, let text = text(index) else { return false }
        // Behind the date, whose hyphens are no signs.
        for byte in text.dropFirst(10) where byte == 0x5A || byte == 0x7A || byte == 0x2B || byte == 0x2D {
            return false
        }
        return true
    }

    func unit(_ index: Int) throws(FunctionFailure) -> MomentUnit {
        guard let name = text(index) else { throw FunctionFailure("the unit is not text") }
        guard let unit = MomentUnit(name) else { throw FunctionFailure("unsupported unit", name: name) }
        return unit
    }

    /// The moment in the zone that an argument names; unchanged when it is NULL or when there is none.
    func local(_ moment: Moment, zone index: Int) throws(FunctionFailure) -> Moment {
        guard let zone = try zone(index) else { return moment }
        guard let local = zone.local(moment) else { throw FunctionFailure("date out of range") }
        return local
    }

    /// The zone that an argument names, looked up once a statement when the argument is constant.
    func zone(_ index: Int) throws(FunctionFailure) -> ZoneReference? {
        guard index < count, !isNull(index) else { return nil }
        if let known = sqlite3_get_auxdata(context, Int32(index)) {
            return Unmanaged<ZoneReference>.fromOpaque(known).takeUnretainedValue()
        }
        guard let name = text(index) else { throw FunctionFailure("the time zone is not text") }
        guard let zone = ZoneReference.named(name) else { throw FunctionFailure("unknown time zone", name: name) }
        sqlite3_set_auxdata(context, Int32(index), Unmanaged.passRetained(zone).toOpaque()) { pointer in
            guard let pointer else { return }
            Unmanaged<ZoneReference>.fromOpaque(pointer).release()
        }
        return zone
    }
}
