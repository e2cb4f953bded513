import CNoormme
import NoormmeCore

extension Boundary {
    /// What a step does with an argument that is absent (NULL, 0).
    enum Absent {
        /// An argument is needed: absent text is no JSON.
        case refused
        /// The step has no argument then.
        case omitted
        /// The argument is JSON null then.
        case null
    }

    /// A step with one JSON argument.
    static func step(
        _ handle: OpaquePointer?, _ name: StaticString, _ json: UnsafePointer<CChar>?, _ size: Int,
        _ argument: StaticString, absent: Absent = .refused, tail: StaticString? = nil,
        _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: ErrorOut
    ) -> noormme_status {
        call(error) { () throws(NoormmeError) in
            try querySet(out) { () throws(NoormmeError) in
                let chain = try Handles.querySet(handle)
                let text = try bytes(json, size, argument)
                var call = CallText(name)
                switch (text.isEmpty, absent) {
                case (true, .omitted): break
                case (true, .null): call.append(literal: "null")
                default: try call.append(json: text, argument)
                }
                if let tail { call.append(literal: tail) }
                return try chain.appending(StepChain.Step(head: call.closed))
            }
        }
    }

    /// A step without arguments.
    static func step(
        _ handle: OpaquePointer?, _ name: StaticString, _ out: UnsafeMutablePointer<OpaquePointer?>?,
        _ error: ErrorOut
    ) -> noormme_status {
        call(error) { () throws(NoormmeError) in
            try querySet(out) { () throws(NoormmeError) in
                try Handles.querySet(handle).appending(StepChain.Step(head: CallText(name).closed))
            }
        }
    }

    /// How a step takes other query sets.
    enum Operands {
        /// `["and", spec]`
        case one
        /// `["union", [spec]]`
        case list
    }

    /// A step whose argument is another query set.
    static func step(
        _ handle: OpaquePointer?, _ name: StaticString, _ other: OpaquePointer?, _ operands: Operands,
        tail: StaticString = "", _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: ErrorOut
    ) -> noormme_status {
        call(error) { () throws(NoormmeError) in
            try querySet(out) { () throws(NoormmeError) in
                let chain = try Handles.querySet(handle)
                let operand = try Handles.querySet(other)
                var head: [UInt8] = []
                head.append("[\"" as StaticString)
                head.append(name)
                head.append(operands == .list ? "\",[" as StaticString : "\",")
                var end: [UInt8] = []
                if operands == .list { end.append(0x5D) }
                end.append(tail)
                end.append(0x5D)
                return try chain.appending(StepChain.Step(head: head, operand: operand, tail: end))
            }
        }
    }
}
