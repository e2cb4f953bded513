import NoormmeCore
import NoormmeRuntime
import NoormmeText

extension StepChain {
    /// Runs a terminal.
    func run(_ terminal: CallText) throws(NoormmeError) -> AnswerBytes {
        try origin.database.answer(try spec(get: terminal.closed))
    }

    func plan(of terminal: CallText) throws(NoormmeError) -> [UInt8] {
        try origin.database.compile(try spec(get: terminal.closed))
    }

    /// Runs a terminal that answers a number.
    func number(_ terminal: CallText) throws(NoormmeError) -> Int64 {
        guard let number = Text(try run(terminal).bytes()).int64 else {
            throw NoormmeError(.internalError, "the answer is not a number")
        }
        return number
    }

    /// Runs a terminal that answers a boolean.
    func truth(_ terminal: CallText) throws(NoormmeError) -> Bool {
        switch Text(try run(terminal).bytes()) {
        case "true": return true
        case "false": return false
        default: throw NoormmeError(.internalError, "the answer is not a boolean")
        }
    }
}
