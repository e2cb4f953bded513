import NoormmeCore
import NoormmeJSON
import NoormmeRuntime
import NoormmeText

extension Boundary {
    /// Open options from JSON; the defaults when there is no text.
    static func options(_ json: UnsafeRawBufferPointer) throws(NoormmeError) -> DatabaseOptions {
        let defaults: StaticString = "{}"
        let text = json.isEmpty ? UnsafeRawBufferPointer(start: defaults.utf8Start, count: 2) : json
        return try DatabaseOptions.parse(try Boundary.json(text, "options"))
    }
}

extension Database {
    /// Runs a spec put together here.
    func execute(copying spec: [UInt8]) throws(NoormmeError) -> [UInt8] {
        let answer = spec.withUnsafeBytes { spec in
            Result { () throws(NoormmeError) in try execute(spec) }
        }
        return try answer.get()
    }

    func compile(copying spec: [UInt8]) throws(NoormmeError) -> [UInt8] {
        let plan = spec.withUnsafeBytes { spec in
            Result { () throws(NoormmeError) in try compile(spec) }
        }
        return try plan.get()
    }
}
