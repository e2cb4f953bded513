import NoormmeCore
import NoormmeJSON
import NoormmeSQLite
import NoormmeText

// JSON has to be scanned byte by byte by whoever reads it. A host that makes objects of rows is served better by
// what it can pick up by position: for each value a number and a byte that says what it is, and all text of a chunk
// of rows in one piece, of which each text is a slice. Making a JavaScript string costs about as much as a small
// row; one string for a chunk, cut by offsets, costs little more than the cut.
//
// docs/row-block.md has the format.

/// Writes rows of statements as blocks. It belongs to a session, and keeps its memory from one use to the next.
final class BlockWriter {
    // Unchecked exclusivity: the fields are written for every cell, and no access can overlap another on the one
    // thread that has the session.

    /// What a cell is, in blocks of either direction.
    enum Kind {
        static let number: UInt8 = 0
        static let text: UInt8 = 1
        static let null: UInt8 = 2
        static let no: UInt8 = 3
        static let yes: UInt8 = 4
        static let integer: UInt8 = 5
        static let blob: UInt8 = 6
        static let json: UInt8 = 7
        /// Milliseconds since 1970, from a host only.
        static let moment: UInt8 = 8
    }

    static let headerSize = 32
    private static let chunkHeaderSize = 16
    static let rowsPerChunk = 128
    private static let textPerChunk = 1 << 15

    @exclusivity(unchecked) private(set) var out = ByteBuffer(capacity: 4096)
    @exclusivity(unchecked) private var numbers: UnsafeMutablePointer<UInt64>
    @exclusivity(unchecked) private var kinds: UnsafeMutablePointer<UInt8>
    @exclusivity(unchecked) private var cellCapacity = 1024
    @exclusivity(unchecked) private var text = ByteBuffer(capacity: 4096)
    @exclusivity(unchecked) private var blobs = ByteBuffer(capacity: 64)
    /// UTF-16 units of `text`.
    @exclusivity(unchecked) private var units = 0
    @exclusivity(unchecked) private var isASCII = true
    @exclusivity(unchecked) private var cells = UnsafeBufferPointer<BlockPlan.Cell>(start: nil, count: 0)
    /// Whose cells those are.
    @exclusivity(unchecked) private var plan: BlockPlan?
    @exclusivity(unchecked) private var chunkRows = 0
    @exclusivity(unchecked) private var chunks: UInt32 = 0
    @exclusivity(unchecked) private var rows: UInt32 = 0
    /// Rows of the same answer in blocks that were handed on.
    @exclusivity(unchecked) private var before: UInt32 = 0

    init() {
        numbers = .allocate(capacity: cellCapacity)
        kinds = .allocate(capacity: cellCapacity)
    }

    deinit {
        numbers.deallocate()
        kinds.deallocate()
    }

    /// Starts a block: the header, to be completed by `finish`, and the description.
    ///
    /// - Parameter isJSON: the answer comes as JSON all the same.
    func begin(_ plan: BlockPlan, known: UInt32, isJSON: Bool = false) {
        out.truncate(to: 0)
        let description = known == plan.id ? [] : plan.description
        out.reserve(Self.headerSize + description.count + 8)
        out.advance(Self.headerSize)
        description.withUnsafeBufferPointer { bytes in
            if let start = bytes.baseAddress { out.append(start, bytes.count) }
        }
        pad()
        self.plan = plan
        cells = (isJSON ? nil : plan.cells) ?? UnsafeBufferPointer(start: nil, count: 0)
        let needed = cells.count * Self.rowsPerChunk
        if needed > cellCapacity {
            numbers.deallocate()
            kinds.deallocate()
            cellCapacity = needed
            numbers = .allocate(capacity: needed)
            kinds = .allocate(capacity: needed)
        }
        rows = 0
        before = 0
        chunks = 0
        clearChunk()
        for index in 0..<8 { header(index, 0) }
        header(0, isJSON || plan.cells == nil ? 0x314A_524E : 0x3142_524E)
        header(1, UInt32(cells.count))
        header(4, UInt32(description.count))
        header(6, plan.id)
    }

    /// Appends a row.
    func append(_ row: some RowSource) {
        let width = cells.count
        let base = chunkRows &* width
        if let cells = cells.baseAddress {
            let numbers = self.numbers + base
            let kinds = self.kinds + base
            var index = 0
            while index < width {
                let cell = cells[index]
                let value = row.value(at: Int(cell.column))
                if cell.kind == .presence {
                    kinds[index] = value.type == .null ? Kind.null : Kind.yes
                    index &+= 1
                    continue
                }
                switch value.type {
                case .integer:
                    let integer = value.int64
                    if cell.kind == .plain, integer.magnitude <= ByteBuffer.largestPlainInteger {
                        numbers[index] = Double(integer).bitPattern
                        kinds[index] = Kind.number
                    } else {
                        write(integer, cell.kind, &numbers[index], &kinds[index])
                    }
                case .text:
                    let bytes = value.text
                    kinds[index] = cell.kind == .json && JSONDocument.isValid(bytes) ? Kind.json : Kind.text
                    append(bytes)
                    numbers[index] = Double(units).bitPattern
                case .real:
                    numbers[index] = value.double.bitPattern
                    kinds[index] = Kind.number
                case .null:
                    kinds[index] = Kind.null
                    if cell.replacesNull { writeNull(index, &numbers[index], &kinds[index]) }
                case .blob:
                    let bytes = value.blob
                    if let start = bytes.bindMemory(to: UInt8.self).baseAddress { blobs.append(start, bytes.count) }
                    numbers[index] = Double(bytes.count).bitPattern
                    kinds[index] = Kind.blob
                }
                index &+= 1
            }
        }
        chunkRows &+= 1
        if chunkRows == Self.rowsPerChunk || text.count >= Self.textPerChunk || blobs.count >= Self.textPerChunk {
            endChunk()
        }
    }

    @inline(never)
    private func writeNull(_ cell: Int, _ number: inout UInt64, _ code: inout UInt8) {
        plan?.nulls[cell].bytes.withUnsafeBufferPointer { append($0) }
        number = Double(units).bitPattern
        code = Kind.json
    }

    @inline(never)
    private func write(
        _ integer: Int64, _ kind: BlockPlan.Cell.Kind, _ number: inout UInt64, _ code: inout UInt8
    ) {
        if kind == .boolean, integer == 0 || integer == 1 {
            code = integer == 0 ? Kind.no : Kind.yes
        } else if kind != .big, integer.magnitude <= ByteBuffer.largestPlainInteger {
            number = Double(integer).bitPattern
            code = Kind.number
        } else {
            number = UInt64(bitPattern: integer)
            code = Kind.integer
        }
    }

    /// Rows written so far.
    var count: Int { Int(before) + Int(rows) + chunkRows }

    /// Hands the rows written so far on, when they are a chunk; what follows is a block of its own.
    ///
    /// - Returns: false when there shall be no more.
    @inline(__always)
    func hand(to parts: RowParts) -> Bool {
        chunks == 0 || handBlock(to: parts)
    }

    @inline(never)
    private func handBlock(to parts: RowParts) -> Bool {
        header(2, rows)
        header(3, chunks)
        header(7, before)
        let goesOn = out.withBytes { parts.take(UnsafeRawBufferPointer($0)) }
        before &+= rows
        rows = 0
        chunks = 0
        // Whoever has one block of an answer has the description.
        out.truncate(to: Self.headerSize)
        header(4, 0)
        return goesOn
    }

    /// Completes the block of rows.
    ///
    /// - Parameter isReversed: the rows were asked for in the opposite order.
    func finish(isReversed: Bool = false) {
        endChunk()
        header(2, rows)
        header(3, chunks)
        header(5, isReversed ? 1 : 0)
        header(7, before)
    }

    /// Completes the block of rows of SQL text: what the statement did stands behind them.
    func finish(changes: Int64, lastInsertRowID: Int64) {
        finish()
        out.reserve(16)
        let end = UnsafeMutableRawPointer(out.end)
        end.storeBytes(of: changes, as: Int64.self)
        end.storeBytes(of: lastInsertRowID, toByteOffset: 8, as: Int64.self)
        out.advance(16)
    }

    /// Completes an answer that is JSON text.
    func finish(json: UnsafeBufferPointer<UInt8>) {
        header(2, UInt32(truncatingIfNeeded: json.count))
        header(3, UInt32(truncatingIfNeeded: json.count >> 32))
        if let start = json.baseAddress { out.append(start, json.count) }
    }

    /// Large answers are no reason to hold on to as much memory for ever.
    func release() -> AnswerBytes {
        var taken = ByteBuffer(capacity: 4096)
        swap(&taken, &out)
        return AnswerBytes(taken)
    }

    private func header(_ index: Int, _ value: UInt32) {
        UnsafeMutableRawPointer(out.base).storeBytes(of: value, toByteOffset: index * 4, as: UInt32.self)
    }

    private func pad() {
        let missing = -out.count & 7
        out.reserve(8)
        UnsafeMutableRawPointer(out.end).storeBytes(of: 0, as: UInt64.self)
        out.advance(missing)
    }

    private func clearChunk() {
        chunkRows = 0
        text.truncate(to: 0)
        blobs.truncate(to: 0)
        units = 0
        isASCII = true
    }

    private func endChunk() {
        guard chunkRows > 0 else { return }
        let count = chunkRows * cells.count
        out.reserve(Self.chunkHeaderSize + count * 9 + text.count + blobs.count + 32)
        let head = UnsafeMutableRawPointer(out.end)
        head.storeBytes(of: UInt32(chunkRows), as: UInt32.self)
        head.storeBytes(of: UInt32(truncatingIfNeeded: text.count), toByteOffset: 4, as: UInt32.self)
        head.storeBytes(of: UInt32(truncatingIfNeeded: blobs.count), toByteOffset: 8, as: UInt32.self)
        head.storeBytes(of: isASCII ? 1 : 0, toByteOffset: 12, as: UInt32.self)
        out.advance(Self.chunkHeaderSize)
        out.append(UnsafeRawPointer(numbers).assumingMemoryBound(to: UInt8.self), count * 8)
        out.append(kinds, count)
        pad()
        out.append(text, 0..<text.count)
        pad()
        out.append(blobs, 0..<blobs.count)
        pad()
        rows += UInt32(chunkRows)
        chunks += 1
        clearChunk()
    }

    /// Appends text, what is not UTF-8 as U+FFFD, and counts its UTF-16 units.
    @inline(__always)
    private func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        let count = bytes.count
        text.reserve(count &+ 8)
        let source = UnsafeRawPointer(start)
        let target = UnsafeMutableRawPointer(text.end)
        var read = 0
        while read &+ 8 <= count {
            let word = source.loadUnaligned(fromByteOffset: read, as: UInt64.self)
            if word & 0x8080_8080_8080_8080 != 0 { return appendRest(bytes, from: read) }
            target.storeBytes(of: word, toByteOffset: read, as: UInt64.self)
            read &+= 8
        }
        while read < count {
            let byte = start[read]
            if byte >= 0x80 { return appendRest(bytes, from: read) }
            target.storeBytes(of: byte, toByteOffset: read, as: UInt8.self)
            read &+= 1
        }
        text.advance(count)
        units &+= count
    }

    /// The first `plain` bytes are ASCII and have been copied.
    @inline(never)
    private func appendRest(_ bytes: UnsafeBufferPointer<UInt8>, from plain: Int) {
        guard let start = bytes.baseAddress else { return }
        isASCII = false
        text.advance(plain)
        units &+= plain
        var read = plain
        while read < bytes.count {
            text.reserve(8)
            let byte = start[read]
            if byte < 0x80 {
                text.append(byte)
                units &+= 1
                read &+= 1
                continue
            }
            let length = UTF8Sequence.length(start, at: read, count: bytes.count)
            if length > 0 {
                text.append(start + read, length)
                units &+= length == 4 ? 2 : 1
                read &+= length
            } else {
                text.append("\u{FFFD}")
                units &+= 1
                read &-= length
            }
        }
    }
}
