import Glibc
import NoormmeSQL
import NoormmeSQLite
import NoormmeText

/// Values to be bound, row by row: a byte and eight bytes for each, and all text in one piece. Ten thousand rows are a
/// few allocations, and SQLite reads their text from where it lies.
final class ValueRows: @unchecked Sendable {
    // Unchecked: whoever makes it fills it before anybody else gets it; afterwards nothing changes.
    enum Kind {
        static let null: UInt8 = 0
        static let integer: UInt8 = 1
        static let real: UInt8 = 2
        static let text: UInt8 = 3
        static let blob: UInt8 = 4
    }

    let width: Int
    private(set) var count = 0
    @exclusivity(unchecked) private(set) var kinds: UnsafeMutablePointer<UInt8>
    /// An integer, the bits of a real, or where the bytes of a text or blob begin and how many there are.
    @exclusivity(unchecked) private(set) var words: UnsafeMutablePointer<UInt64>
    @exclusivity(unchecked) private var used = 0
    private let capacity: Int
    @exclusivity(unchecked) private var bytes: ByteBuffer

    /// - Parameter bytes: how many there will be of text, if that is known.
    init(width: Int, rows: Int, bytes: Int = 64) {
        self.width = width
        capacity = width * rows
        // Rows of defaults alone have nothing to append.
        count = width == 0 ? rows : 0
        kinds = .allocate(capacity: max(1, capacity))
        words = .allocate(capacity: max(1, capacity))
        self.bytes = ByteBuffer(capacity: bytes)
    }

    deinit {
        kinds.deallocate()
        words.deallocate()
    }

    /// Values one by one; after `width` of them a row is complete. More than there is room for are dropped.
    func append(_ kind: UInt8, _ word: UInt64) {
        guard used < capacity else { return }
        kinds[used] = kind
        words[used] = word
        used &+= 1
        if width > 0, used == (count &+ 1) &* width { count &+= 1 }
    }

    func append(text: UnsafeBufferPointer<UInt8>, as kind: UInt8 = Kind.text) {
        let start = bytes.count
        if let base = text.baseAddress { bytes.append(base, text.count) }
        append(kind, UInt64(start) << 32 | UInt64(text.count))
    }

    func append(_ value: SQLValue) {
        switch value {
        case .null: append(Kind.null, 0)
        case .integer(let integer): append(Kind.integer, UInt64(bitPattern: integer))
        case .real(let digits): append(Kind.real, digits.double.bitPattern)
        case .text(let text): text.bytes.withUnsafeBufferPointer { append(text: $0) }
        case .blob(let blob): blob.withUnsafeBufferPointer { append(text: $0, as: Kind.blob) }
        }
    }

    /// Text that following values are parts of.
    func adopt(_ text: UnsafeBufferPointer<UInt8>) {
        if let base = text.baseAddress { bytes.append(base, text.count) }
    }

    /// Bytes may be written no more once they are read: they would move.
    func bytes(_ word: UInt64) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(
            start: UnsafePointer(bytes.base + Int(word >> 32)), count: Int(word & 0xFFFF_FFFF))
    }

    /// Binds a row to a statement, which must be done with before this object goes.
    func bind(_ row: Int, to statement: Statement, from first: Int = 0) throws(SQLiteError) {
        let start = row &* width
        for index in 0..<width {
            let word = words[start &+ index]
            let place = first &+ index &+ 1
            switch kinds[start &+ index] {
            case Kind.integer: try statement.bind(integer: Int64(bitPattern: word), at: place)
            case Kind.real: try statement.bind(real: Double(bitPattern: word), at: place)
            case Kind.text: try statement.bind(text: bytes(word), at: place, lifetime: .borrowed)
            case Kind.blob:
                try statement.bind(blob: UnsafeRawBufferPointer(bytes(word)), at: place, lifetime: .borrowed)
            default: try statement.bindNull(at: place)
            }
        }
    }
}

extension ValueRows {
    /// The parameters of a plan's rows.
    convenience init(_ rows: [[Parameter]]) {
        self.init(width: rows.first?.count ?? 0, rows: rows.count)
        for row in rows { for parameter in row { append(parameter.value) } }
    }
}
