import NoormmeCore
import NoormmeJSON
import NoormmeText

/// A result shape as a list of instructions for one row, in the order of the bytes to write.
///
/// Made once per query: keys are rendered with their quotes, colons and commas, nesting is flattened
/// into jumps. What is left for each row is a loop over small structs.
final class ShapeProgram {
    struct Instruction {
        enum Kind: UInt8 {
            /// `text`, then the column by its storage class.
            case column
            /// The same; 0 and 1 are `false` and `true`.
            case boolean
            /// The same; text that is JSON goes in as it is.
            case json
            /// `text`, then nothing; when the column is NULL, `whenNull` and on at `target`.
            case child
            /// `text` alone.
            case literal
            /// `text`, and a note that the rows of prefetch `target` go here, by the key in the column.
            case splice
        }

        var kind: Kind
        var column: Int32 = 0
        /// Bytes of `literals`.
        var text: Literal = .none
        /// What stands for NULL, when that is not `null`.
        var whenNull: Literal = .none
        var target: Int32 = 0
    }

    struct Literal {
        var start: Int32
        var count: Int32
        static let none = Literal(start: 0, count: 0)
    }

    // Read for every cell: pointers, because arrays check bounds and count references.
    let instructions: UnsafeBufferPointer<Instruction>
    /// Followed by `ByteBuffer.chunk` bytes that may be read.
    let literals: UnsafeBufferPointer<UInt8>

    /// Room for a row but for its texts, blobs and values that stand for NULL, with 16 bytes to spare.
    let fixedSize: Int

    /// - Parameters:
    ///   - prefetches: what is put into the objects of a row, each where its `parentPath` says.
    ///   - isPositional: objects are arrays of what they hold, without the names.
    init(_ shape: ResultShape, prefetches: [PrefetchPlan] = [], isPositional: Bool = false) {
        var assembler = ShapeAssembler(prefetches: prefetches, isPositional: isPositional)
        assembler.assemble(shape)
        let code = UnsafeMutableBufferPointer<Instruction>.allocate(capacity: assembler.instructions.count)
        _ = code.initialize(from: assembler.instructions)
        instructions = UnsafeBufferPointer(code)
        let padding = [UInt8](repeating: 0x20, count: ByteBuffer.chunk)
        let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: assembler.literals.count + padding.count)
        _ = bytes.initialize(from: assembler.literals + padding)
        literals = UnsafeBufferPointer(start: bytes.baseAddress, count: assembler.literals.count)
        // The longest number has 24 characters, with its tag 31.
        fixedSize = assembler.literals.count + assembler.instructions.count * 32 + padding.count
    }

    deinit {
        instructions.deallocate()
        literals.deallocate()
    }
}

/// Translates a shape.
struct ShapeAssembler {
    let prefetches: [PrefetchPlan]
    let isPositional: Bool
    private(set) var instructions: [ShapeProgram.Instruction] = []
    private(set) var literals: [UInt8] = []
    /// Bytes that the next instruction writes first.
    private var pending: [UInt8] = []

    init(prefetches: [PrefetchPlan], isPositional: Bool) {
        self.prefetches = prefetches
        self.isPositional = isPositional
    }

    mutating func assemble(_ shape: ResultShape) {
        switch shape.form {
        case .object: object(shape, path: [])
        case .array: array(shape.columns)
        case .flat:
            if let column = shape.columns.first { emit(column) } else { pending.append("null") }
        }
        emitPending()
    }

    private mutating func array(_ columns: [ShapeColumn]) {
        pending.append("[")
        for (position, column) in columns.enumerated() {
            if position > 0 { pending.append(",") }
            emit(column)
        }
        pending.append("]")
    }

    private mutating func object(_ shape: ResultShape, path: [Text]) {
        pending.append(isPositional ? "[" : "{")
        var isFirst = true
        for column in shape.columns {
            key(column.name, &isFirst)
            emit(column)
        }
        for child in shape.children {
            key(child.name, &isFirst)
            let jump = instructions.count
            let null = literal(Text("null").bytes)
            instructions.append(
                ShapeProgram.Instruction(
                    kind: .child, column: child.presence, text: takePending(), whenNull: null))
            object(child.shape, path: path + [child.name])
            emitPending()
            instructions[jump].target = Int32(instructions.count)
        }
        for (index, prefetch) in prefetches.enumerated() where prefetch.parentPath == path {
            key(prefetch.name, &isFirst)
            instructions.append(
                ShapeProgram.Instruction(
                    kind: .splice, column: prefetch.parentColumn, text: takePending(), target: Int32(index)))
        }
        pending.append(isPositional ? "]" : "}")
    }

    private mutating func key(_ name: Text, _ isFirst: inout Bool) {
        if !isFirst { pending.append(",") }
        isFirst = false
        if isPositional { return }
        name.bytes.withUnsafeBufferPointer { pending.appendJSONString($0) }
        pending.append(":")
    }

    private mutating func emit(_ column: ShapeColumn) {
        let kind: ShapeProgram.Instruction.Kind
        switch column.type {
        case .boolean: kind = .boolean
        case .json: kind = .json
        default: kind = .column
        }
        let text = takePending()
        instructions.append(
            ShapeProgram.Instruction(
                kind: kind, column: column.index, text: text, whenNull: literal(column.whenNull.bytes)))
    }

    private mutating func emitPending() {
        guard !pending.isEmpty else { return }
        instructions.append(ShapeProgram.Instruction(kind: .literal, text: takePending()))
    }

    private mutating func takePending() -> ShapeProgram.Literal {
        defer { pending.removeAll(keepingCapacity: true) }
        return literal(pending)
    }

    private mutating func literal(_ bytes: [UInt8]) -> ShapeProgram.Literal {
        guard !bytes.isEmpty else { return .none }
        defer { literals += bytes }
        return ShapeProgram.Literal(start: Int32(literals.count), count: Int32(bytes.count))
    }
}
