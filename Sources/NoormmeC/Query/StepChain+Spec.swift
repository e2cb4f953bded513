import NoormmeCore
import NoormmeText

extension StepChain {
    /// The whole spec with a terminal, `get` being its JSON text; without one when it is empty.
    func spec(get terminal: [UInt8] = []) throws(NoormmeError) -> [UInt8] {
        guard size <= Self.sizeLimit else {
            throw NoormmeError(.tooComplex, "the query set is larger than 256 MiB of JSON")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size + terminal.count + 32)
        bytes.append("{\"v\":1," as StaticString)
        writeMembers(into: &bytes)
        if rowsAsArrays { bytes.append(",\"rows\":\"arrays\"" as StaticString) }
        if !terminal.isEmpty {
            bytes.append(",\"get\":" as StaticString)
            bytes.append(contentsOf: terminal)
        }
        bytes.append("}" as StaticString)
        return bytes
    }

    /// Recurs once for each operand inside an operand, so at most `operandDepthLimit` deep.
    private func writeMembers(into bytes: inout [UInt8]) {
        bytes.append("\"model\":" as StaticString)
        bytes.append(contentsOf: origin.model)
        bytes.append(",\"steps\":[" as StaticString)
        var isFirst = true
        for step in steps {
            if !isFirst { bytes.append(0x2C) }
            isFirst = false
            bytes.append(contentsOf: step.head)
            if let operand = step.operand {
                bytes.append(0x7B)
                operand.writeMembers(into: &bytes)
                bytes.append(0x7D)
            }
            bytes.append(contentsOf: step.tail)
        }
        bytes.append(0x5D)
    }

    /// First step first.
    private var steps: [Step] {
        var steps: [Step] = []
        var node: StepChain? = self
        while let current = node {
            if let step = current.step { steps.append(step) }
            node = current.previous
        }
        steps.reverse()
        return steps
    }
}
