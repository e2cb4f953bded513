import Glibc
import NoormmeCore
import NoormmeJSON
import NoormmeText

/// Why the command ends with another code than 0. The codes are promised: docs/cli.md.
struct Failure: Error {
    enum Kind: Int32 {
        /// A check that was asked for did not hold.
        case check = 1
        /// The request is wrong: a name, a lookup, a value; or it found no row, or too many.
        case request = 2
        /// The database, or a file, cannot or will not.
        case database = 3
        /// The command line is wrong.
        case usage = 64
        /// A mistake of ours.
        case software = 70
    }

    let kind: Kind
    let message: String
    /// As in docs/errors.md; empty for the command's own.
    var symbol = ""
    var path = ""

    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    init(_ error: NoormmeError) {
        switch error.code.rawValue {
        case 103: kind = .usage
        case 200..<400: kind = .request
        case 900...: kind = .software
        default: kind = .database
        }
        let texts = error.texts
        message = texts.message.string
        symbol = "\(error.code.name)"
        path = texts.path.string
    }

    /// Says it on the error output and ends the process.
    func leave() -> Never {
        if CommandLine.arguments.contains("--json") {
            var json = JSONWriter()
            json.beginObject()
            json.key("error")
            json.beginObject()
            json.key("exit")
            json.integer(Int64(kind.rawValue))
            json.key("name")
            json.string(Text(symbol.utf8))
            json.key("message")
            json.string(Text(message.utf8))
            json.key("path")
            json.string(Text(path.utf8))
            json.endObject()
            json.endObject()
            Output.error(String(decoding: json.bytes, as: UTF8.self))
        } else if !message.isEmpty {
            let name = symbol.isEmpty ? "" : "\(symbol): "
            Output.error("noormme: \(name)\(message)\(path.isEmpty ? "" : " (at \(path))")")
        }
        exit(kind.rawValue)
    }
}

extension Text {
    /// What is not UTF-8 becomes U+FFFD.
    var string: String { String(decoding: bytes, as: UTF8.self) }
}
