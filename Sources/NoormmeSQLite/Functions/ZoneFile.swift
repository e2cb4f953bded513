/// Reads a TZif file (RFC 9636, versions 1 to 4) into a `Zone`.
///
/// The 64-bit block and the footer are used when the file has them. Leap seconds are ignored, as
/// in POSIX time. Every count is checked against the file's length before it is believed.
struct ZoneFile {
    private let bytes: [UInt8]

    /// Nil for bytes that are no TZif file.
    static func zone(_ bytes: [UInt8]) -> Zone? {
        let file = ZoneFile(bytes: bytes)
        guard let first = file.header(at: 0) else { return nil }
        if first.version < 0x32 { return file.zone(first, wide: false, footer: nil) }
        guard let second = file.header(at: first.end(wide: false)) else { return nil }
        guard let footer = file.footer(at: second.end(wide: true)) else { return nil }
        return file.zone(second, wide: true, footer: footer)
    }

    private struct Header {
        /// Where the data after the header begins.
        let start: Int
        let version: UInt8
        let universalCount: Int
        let standardCount: Int
        let leapCount: Int
        let transitionCount: Int
        let typeCount: Int
        let nameCount: Int

        func end(wide: Bool) -> Int {
            let size = wide ? 8 : 4
            return start + transitionCount * (size + 1) + typeCount * 6 + nameCount + leapCount * (size + 4)
                + standardCount + universalCount
        }
    }

    private func header(at offset: Int) -> Header? {
        guard offset >= 0, offset + 44 <= bytes.count, bytes[offset..<(offset + 4)].elementsEqual("TZif")
        else { return nil }
        func count(_ position: Int) -> Int? {
            let value = number(at: offset + 20 + position * 4, width: 4)
            return value >= 0 && value <= Int64(bytes.count) ? Int(value) : nil
        }
        guard let universal = count(0), let standard = count(1), let leap = count(2), let transition = count(3),
            let type = count(4), let name = count(5)
        else { return nil }
        return Header(
            start: offset + 44, version: bytes[offset + 4], universalCount: universal, standardCount: standard,
            leapCount: leap, transitionCount: transition, typeCount: type, nameCount: name)
    }

    private func zone(_ header: Header, wide: Bool, footer: ArraySlice<UInt8>?) -> Zone? {
        guard header.end(wide: wide) <= bytes.count, header.typeCount > 0 else { return nil }
        let size = wide ? 8 : 4
        let indexes = header.start + header.transitionCount * size
        let types = indexes + header.transitionCount
        var transitions: [Int64] = []
        var offsets: [Int64] = []
        for position in 0..<header.transitionCount {
            let time = number(at: header.start + position * size, width: size)
            let type = Int(bytes[indexes + position])
            guard type < header.typeCount, transitions.last.map({ $0 < time }) ?? true,
                let offset = offset(ofType: type, at: types)
            else { return nil }
            transitions.append(time)
            offsets.append(offset)
        }
        guard let initial = offset(ofType: 0, at: types) else { return nil }
        let before = firstStandardOffset(header, types: types) ?? offsets.first ?? initial
        var tail = Zone.Tail.fixed(offsets.last ?? initial)
        if let footer, !footer.isEmpty {
            guard let parsed = ZoneRuleParser.tail(Array(footer)) else { return nil }
            tail = parsed
        }
        return Zone(transitions: transitions, offsets: offsets, initial: initial, before: before, tail: tail)
    }

    private func firstStandardOffset(_ header: Header, types: Int) -> Int64? {
        for type in 0..<header.typeCount where bytes[types + type * 6 + 4] == 0 {
            return offset(ofType: type, at: types)
        }
        return nil
    }

    /// Nil for an offset of more than a day, which no reader could apply.
    private func offset(ofType type: Int, at types: Int) -> Int64? {
        let value = number(at: types + type * 6, width: 4)
        return (-86_400...86_400).contains(value) ? value : nil
    }

    /// The text between the two line feeds after the 64-bit block.
    private func footer(at offset: Int) -> ArraySlice<UInt8>? {
        guard offset < bytes.count, bytes[offset] == 0x0A else { return nil }
        guard let end = bytes[(offset + 1)...].firstIndex(of: 0x0A) else { return nil }
        return bytes[(offset + 1)..<end]
    }

    /// A signed big-endian number; the caller has checked the range.
    private func number(at offset: Int, width: Int) -> Int64 {
        var value: UInt64 = 0
        for position in offset..<(offset + width) {
            value = value << 8 | UInt64(bytes[position])
        }
        return width == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
    }
}
