import NoormmeCore
import NoormmeJSON
import NoormmeText

extension NoormmeError {
    /// An argument that is not JSON.
    init(_ error: JSONError, in argument: StaticString) {
        let code: ErrorCode =
            switch error.code {
            case .tooDeep, .tooLarge: .tooComplex
            default: .malformedJSON
            }
        self.init(code, Text(argument) + ": " + Text(error.message) + ", at byte " + Text(error.offset))
    }
}

extension Boundary {
    /// An argument read as JSON.
    static func json(_ bytes: UnsafeRawBufferPointer, _ argument: StaticString) throws(NoormmeError) -> JSONValue {
        do throws(JSONError) {
            return try JSONDocument.parse([UInt8](bytes)).root
        } catch let error {
            throw NoormmeError(error, in: argument)
        }
    }
}
