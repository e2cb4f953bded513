import NoormmeCore
import NoormmeJSON
import NoormmeSQLite
import NoormmeText

// A row goes from SQLite's memory into the answer in one step: each column is looked at in place
// (`sqlite3_value_*`) and written as JSON behind the bytes of the one before. There is no row object, no
// String and no Any in between, and nothing is allocated per row. What would be decisions per row (names,
// commas, nesting, codecs) was decided when the shape was made into a ShapeProgram.

/// Writes rows of a statement as JSON.
struct RowEncoder {
    let program: ShapeProgram

    /// Appends a row, without prefetches.
    func encode(_ row: some RowSource, into out: inout ByteBuffer) {
        var notes = SpliceNotes(prefetches: 0)
        encode(row, into: &out, &notes)
    }

    /// Appends a row, and notes where rows of prefetches go.
    @inline(__always)
    func encode(_ row: some RowSource, into out: inout ByteBuffer, _ notes: inout SpliceNotes) {
        let code = program.instructions
        guard let literals = program.literals.baseAddress else { return }
        // Room for all that has a bounded size is made once a row, and again after each text; in between,
        // bytes go to `end` unchecked.
        out.reserve(program.fixedSize)
        var end = out.end
        var position = 0
        while position < code.count {
            let instruction = code[position]
            position &+= 1
            end = ByteBuffer.copy(
                padded: literals + Int(instruction.text.start), Int(instruction.text.count), to: end)
            if instruction.kind == .literal { continue }
            let value = row.value(at: Int(instruction.column))
            let type = value.type
            if instruction.kind == .column {
                if type == .integer {
                    let integer = value.int64
                    if integer.magnitude <= ByteBuffer.largestPlainInteger {
                        end += DecimalDigits.write(integer, to: end)
                        continue
                    }
                } else if type == .text {
                    out.advance(to: end)
                    out.writeString(value.text, leaving: program.fixedSize)
                    end = out.end
                    continue
                } else if type == .real {
                    let short = DecimalDigits.writeShort(value.double, to: end)
                    end += short
                    if short > 0 { continue }
                }
            }
            out.advance(to: end)
            position = encodeRest(instruction, value, next: position, into: &out, &notes)
            out.reserve(program.fixedSize)
            end = out.end
        }
        out.advance(to: end)
    }

    /// What is not an integer, a text or a short real; answers the position of the next instruction.
    @inline(never)
    private func encodeRest(
        _ instruction: ShapeProgram.Instruction, _ value: some RowValue, next: Int, into out: inout ByteBuffer,
        _ notes: inout SpliceNotes
    ) -> Int {
        switch instruction.kind {
        case .column: write(value, instruction, into: &out)
        case .boolean: writeBoolean(value, instruction, into: &out)
        case .json: writeJSON(value, instruction, into: &out)
        case .child:
            if value.type == .null {
                writeNull(instruction, into: &out)
                return Int(instruction.target)
            }
        case .splice: notes.note(prefetch: instruction.target, value, at: out.count)
        case .literal: break
        }
        return next
    }

    private func writeNull(_ instruction: ShapeProgram.Instruction, into out: inout ByteBuffer) {
        guard let start = program.literals.baseAddress, instruction.whenNull.count > 0 else {
            return out.append("null")
        }
        out.append(start + Int(instruction.whenNull.start), Int(instruction.whenNull.count))
    }

    private func writeBoolean(
        _ value: some RowValue, _ instruction: ShapeProgram.Instruction, into out: inout ByteBuffer
    ) {
        if value.type == .integer {
            let integer = value.int64
            if integer == 0 { return out.append("false") }
            if integer == 1 { return out.append("true") }
        }
        write(value, instruction, into: &out)
    }

    private func writeJSON(
        _ value: some RowValue, _ instruction: ShapeProgram.Instruction, into out: inout ByteBuffer
    ) {
        if value.type == .text {
            let text = value.text
            if let start = text.baseAddress, JSONDocument.isValid(text) {
                // What looks like a tag is none: it is wrapped in one that says so.
                let isAmbiguous = Self.holdsTag(text)
                if isAmbiguous { out.append("{\"$value\":") }
                out.append(start, text.count)
                if isAmbiguous { out.append(0x7D) }
                return
            }
        }
        write(value, instruction, into: &out)
    }

    /// Whether JSON holds a text that begins with `$`, most likely a key.
    private static func holdsTag(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        // A string by itself is never taken for a tag.
        guard let first = text.first(where: { $0 > 0x20 }), first == 0x7B || first == 0x5B else { return false }
        for index in 1..<text.count where text[index - 1] == 0x22 {
            if text[index] == 0x24 { return true }
            // The same sign, escaped: \u0024.
            if text[index] == 0x5C, text.dropFirst(index + 1).starts(with: [0x75, 0x30, 0x30, 0x32, 0x34]) {
                return true
            }
        }
        return false
    }

    private func write(_ value: some RowValue, _ instruction: ShapeProgram.Instruction, into out: inout ByteBuffer) {
        switch value.type {
        case .integer: out.writeInteger(value.int64)
        case .text: out.writeString(value.text)
        case .real: out.writeReal(value.double)
        case .null: writeNull(instruction, into: &out)
        case .blob: out.writeBlob(value.blob)
        }
    }

    /// Appends one value by itself, as a column of the shape would be written.
    func encode(_ value: some RowValue, as column: ShapeColumn, into out: inout ByteBuffer) {
        let instruction = ShapeProgram.Instruction(kind: .column)
        switch column.type {
        case .boolean: writeBoolean(value, instruction, into: &out)
        case .json: writeJSON(value, instruction, into: &out)
        default: write(value, instruction, into: &out)
        }
    }
}
