import NoormmeText

/// What a time zone argument stands for: a named zone, a fixed offset, or both (`Europe/Rome+01:00`).
final class ZoneReference {
    /// Nil for UTC.
    private let zone: Zone?
    /// Seconds added before the zone's own offset.
    private let shift: Int64

    private init(zone: Zone?, shift: Int64) {
        self.zone = zone
        self.shift = shift
    }

    /// Nil for a name that no zone file and no offset answers to.
    ///
    /// `UTC` and `Z` need no zone file. A file's name wins over an offset at the end of the name, so that
    /// `Etc/GMT+10` is the zone ten hours behind UTC.
    static func named(_ name: UnsafeBufferPointer<UInt8>, in database: ZoneDatabase = .shared) -> ZoneReference? {
        if isUTC(name) { return ZoneReference(zone: nil, shift: 0) }
        if let zone = database.zone(named: Text(name)) { return ZoneReference(zone: zone, shift: 0) }
        guard let sign = name.lastIndex(where: { $0 == 0x2B || $0 == 0x2D }),
            let shift = MomentParser.offset(UnsafeBufferPointer(rebasing: name[sign...]))
        else { return nil }
        let base = UnsafeBufferPointer(rebasing: name[..<sign])
        if base.isEmpty || isUTC(base) { return ZoneReference(zone: nil, shift: shift) }
        guard let zone = database.zone(named: Text(base)) else { return nil }
        return ZoneReference(zone: zone, shift: shift)
    }

    private static func isUTC(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        name.elementsEqual("UTC") || name.elementsEqual("Z")
    }

    /// Local time of a moment in UTC; nil when it leaves the years 1 to 9999.
    func local(_ moment: Moment) -> Moment? {
        guard let shifted = moment.adding(microseconds: shift * Moment.perSecond) else { return nil }
        guard let zone else { return shifted }
        return shifted.adding(microseconds: zone.offset(atUTC: shifted.seconds) * Moment.perSecond)
    }

    /// UTC of a local time, with fold 0; nil when it leaves the years 1 to 9999.
    func utc(_ moment: Moment) -> Moment? {
        let offset = zone?.offset(atLocal: moment.seconds) ?? 0
        return moment.adding(microseconds: -(offset + shift) * Moment.perSecond)
    }
}
