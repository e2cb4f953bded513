import NoormmeText

/// The error of one call of an SQL function; its text becomes the statement's error message.
///
/// Every message starts with `noormme: `. A failure may quote a short name from the arguments
/// (a unit, a time zone), never a stored value.
struct FunctionFailure: Error {
    enum Kind {
        case message
        /// The result is longer than `SQLITE_LIMIT_LENGTH`: reported as SQLite reports its own.
        case tooBig
        case outOfMemory
    }

    let kind: Kind
    let message: Text

    init(_ message: StaticString) {
        self.init(text: Text(message))
    }

    init(text: Text) {
        kind = .message
        message = Text("noormme: ") + text
    }

    /// `noormme: <message> "<name>"`, the name cut after 64 bytes.
    init(_ message: StaticString, name: UnsafeBufferPointer<UInt8>) {
        var text = Text("noormme: ")
        text.bytes.append(message)
        text.bytes.append(" \"")
        text.bytes.append(contentsOf: UnsafeBufferPointer(rebasing: name.prefix(64)))
        text.bytes.append("\"")
        kind = .message
        self.message = text
    }

    private init(kind: Kind) {
        self.kind = kind
        message = Text()
    }

    static let tooBig = FunctionFailure(kind: .tooBig)
    static let outOfMemory = FunctionFailure(kind: .outOfMemory)
}
