import CNoormme
import NoormmeCore

extension Boundary {
    /// A terminal without arguments that answers JSON.
    static func terminal(
        _ handle: OpaquePointer?, _ name: StaticString, _ answer: UnsafeMutablePointer<noormme_buffer>?,
        _ error: ErrorOut
    ) -> noormme_status {
        call(error) { () throws(NoormmeError) in
            try Boundary.answer(answer) { () throws(NoormmeError) in
                BufferRecord(try Handles.querySet(handle).run(CallText(name)))
            }
        }
    }

    /// A terminal with one JSON argument that answers JSON; `absent` stands for NULL, 0.
    static func terminal(
        _ handle: OpaquePointer?, _ name: StaticString, _ json: UnsafePointer<CChar>?, _ size: Int,
        _ argument: StaticString, absent: Absent = .refused, _ answer: UnsafeMutablePointer<noormme_buffer>?,
        _ error: ErrorOut
    ) -> noormme_status {
        call(error) { () throws(NoormmeError) in
            try Boundary.answer(answer) { () throws(NoormmeError) in
                let chain = try Handles.querySet(handle)
                let text = try bytes(json, size, argument)
                var call = CallText(name)
                if !(text.isEmpty && absent == .omitted) { try call.append(json: text, argument) }
                return BufferRecord(try chain.run(call))
            }
        }
    }

    /// A named terminal with an array of arguments, as JSON text.
    static func callText(
        _ name: UnsafePointer<CChar>?, _ nameSize: Int, _ arguments: UnsafePointer<CChar>?, _ argumentsSize: Int
    ) throws(NoormmeError) -> CallText {
        var call = try CallText(name: try bytes(name, nameSize, "name"))
        try call.append(arguments: try bytes(arguments, argumentsSize, "arguments"))
        return call
    }
}
