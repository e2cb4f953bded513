import NoormmeCore
import NoormmeRuntime
import NoormmeText

// A query set in C is JSON text, written step by step. Each step is a node that points at the one before it, so
// deriving copies nothing and any number of query sets share their beginnings. A query set given as an operand
// (union, and, ...) is pointed at too, never copied: `a = a AND a`, sixty times over, stays sixty small nodes. The
// text is put together when a terminal needs it, and its size, known beforehand, is what is limited.
//
// What a step means is not known here: the compiler says so when the text reaches it.

/// An immutable query set: a model and the steps taken so far.
final class StepChain: @unchecked Sendable {
    // Unchecked: nothing changes after `init` but `previous`, and that only in `deinit`, where no other thread can
    // reach the node.

    /// Where a chain begins.
    final class Origin: Sendable {
        let database: Database
        /// The model's name as a JSON string.
        let model: [UInt8]

        init(database: Database, model: [UInt8]) {
            self.database = database
            self.model = model
        }
    }

    /// One step as JSON text, with the place where another chain's spec stands in it.
    struct Step {
        var head: [UInt8]
        var operand: StepChain?
        var tail: [UInt8]

        init(head: [UInt8], operand: StepChain? = nil, tail: [UInt8] = []) {
            self.head = head
            self.operand = operand
            self.tail = tail
        }
    }

    /// Operands nest at most this deep: four levels of JSON each, and the JSON reader allows 128.
    static let operandDepthLimit = 30
    /// Bytes of JSON a query set may come to.
    static let sizeLimit = 1 << 28

    let origin: Origin
    let step: Step?
    let rowsAsArrays: Bool
    /// How deep operands nest.
    let depth: Int
    /// An upper bound of the bytes of the spec; saturates.
    let size: Int
    private(set) var previous: StepChain?

    init(origin: Origin) {
        self.origin = origin
        step = nil
        rowsAsArrays = false
        depth = 0
        size = origin.model.count + 64
        previous = nil
    }

    private init(after previous: StepChain, step: Step?, rowsAsArrays: Bool, depth: Int, size: Int) {
        origin = previous.origin
        self.step = step
        self.rowsAsArrays = rowsAsArrays
        self.depth = depth
        self.size = size
        self.previous = previous
    }

    // Letting go of a long chain one node inside the other would use a stack frame for each: a host that derives
    // in a loop could exhaust the stack. So it is taken apart in a loop.
    deinit {
        var rest = previous
        previous = nil
        while isKnownUniquelyReferenced(&rest) {
            let next = rest?.previous
            rest?.previous = nil
            rest = next
        }
    }

    func appending(_ step: Step) throws(NoormmeError) -> StepChain {
        var depth = depth
        var size = size.saturatingAdd(step.head.count + step.tail.count + 1)
        if let operand = step.operand {
            guard operand.origin.database === origin.database else {
                throw NoormmeError(.misuse, "the two query sets belong to different databases")
            }
            depth = max(depth, operand.depth + 1)
            guard depth <= Self.operandDepthLimit else {
                throw NoormmeError(.tooComplex, "query sets nest too deeply")
            }
            size = size.saturatingAdd(operand.size)
        }
        return StepChain(after: self, step: step, rowsAsArrays: rowsAsArrays, depth: depth, size: size)
    }

    func withRows(asArrays: Bool) -> StepChain {
        StepChain(after: self, step: nil, rowsAsArrays: asArrays, depth: depth, size: size)
    }
}

extension Int {
    /// For sums of sizes, neither of them negative.
    fileprivate func saturatingAdd(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
