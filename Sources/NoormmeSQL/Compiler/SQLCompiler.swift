import NoormmeText

/// Writes statements as SQLite text. The only place where SQL text is made: values never enter it,
/// names go through `appendName`, and placeholders are numbered as they are met.
public struct SQLCompiler {
    var bytes: [UInt8] = []
    var parameters: [Parameter] = []
    /// Aliases in use anywhere in the statement, in lower case: SQLite compares them without case.
    var aliases: [Text] = []
    /// How many SELECTs enclose the one being written.
    var depth: Int32 = 0
    /// Off for rows of an INSERT: the next row of the same statement may not repeat what this one repeats.
    var sharesPlaceholders = true
    /// Names of the functions that the statement calls, each once.
    var functions: [Text] = []

    public init() {
        bytes.reserveCapacity(384)
        parameters.reserveCapacity(4)
        aliases.reserveCapacity(4)
    }

    /// Names of the functions the statements written so far call, each once.
    public var functionNames: [Text] { functions }

    public static func compile(_ statement: SelectStatement) -> CompiledStatement {
        var compiler = SQLCompiler()
        compiler.append(statement)
        return compiler.finished
    }

    public var finished: CompiledStatement {
        CompiledStatement(sql: Text(bytes), parameters: parameters)
    }

    /// `"name"`, quotes doubled. A NUL cannot stand in SQL text; SQLite could not have stored such a name.
    mutating func append(name: Text) {
        let count = name.bytes.count
        name.bytes.withUnsafeBufferPointer { (name) in
            bytes.append(addingCapacity: 2 &* count &+ 2) { span in
                span.withUnsafeMutableBufferPointer { (room, used) in
                    room[0] = 0x22
                    var at = 1
                    for byte in name where byte != 0 {
                        if byte == 0x22 {
                            room[at] = byte
                            at &+= 1
                        }
                        room[at] = byte
                        at &+= 1
                    }
                    room[at] = 0x22
                    used = at &+ 1
                }
            }
        }
    }

    /// `'text'`, quotes doubled. SQL text ends at a NUL, so text with one becomes a parameter.
    mutating func append(string: Text) {
        if string.bytes.contains(0) { return append(parameter: Parameter(.text(string))) }
        bytes.append(0x27)
        for byte in string.bytes {
            if byte == 0x27 { bytes.append(0x27) }
            bytes.append(byte)
        }
        bytes.append(0x27)
    }

    mutating func append(names: [Text]) {
        for (index, name) in names.enumerated() {
            if index > 0 { bytes.append(", ") }
            append(name: name)
        }
    }

    mutating func append(parameter: Parameter) {
        // One literal used twice with one meaning is one placeholder, so that SQLite sees equal expressions
        // where the request wrote equal expressions.
        var position = parameters.count
        if sharesPlaceholders {
            for index in parameters.indices where parameters[index].slot == parameter.slot {
                guard parameters[index] == parameter else { continue }
                position = index
                break
            }
        }
        if position == parameters.count { parameters.append(parameter) }
        bytes.append(0x3F)
        bytes.appendDecimal(Int64(position + 1))
    }

    /// Gives a source its name: the table's own in the outermost SELECT, `T2` when that is taken,
    /// `U0`, `V0` … one level further in.
    mutating func nameAlias(_ source: TableSource) {
        var name = Text()
        if depth == 0 && !source.table.isEmpty && !isTaken(source.table.name) {
            name = source.table.name
        } else {
            let letter = depth == 0 ? 0x54 : UInt8(truncatingIfNeeded: 0x55 + (depth - 1) % 6)
            var number = Int64(depth == 0 ? aliases.count + 1 : 0)
            repeat {
                name = Text([letter])
                name.bytes.appendDecimal(number)
                number += 1
            } while isTaken(name)
        }
        aliases.append(name)
        source.alias = name
    }

    private func isTaken(_ name: Text) -> Bool {
        for alias in aliases where alias.equalsIgnoringCase(name) { return true }
        return false
    }
}
