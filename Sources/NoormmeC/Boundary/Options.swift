import NoormmeCore
import NoormmeJSON
import NoormmeRuntime
import NoormmeText

extension Boundary {
    /// Open options from JSON; the defaults when there is no text.
    static func options(_ json: UnsafeRawBufferPointer) throws(NoormmeError) -> DatabaseOptions {
        if json.isEmpty { return DatabaseOptions() }
        return try DatabaseOptions.parse(try Boundary.json(json, "options"))
    }
}
