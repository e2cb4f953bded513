import NoormmeJSON
import NoormmeText

/// A condition as the request states it: Django's Q.
enum Condition {
    enum Connector { case and, or, xor }

    case group(Connector, isNegated: Bool, [Condition])
    /// `name__lookup` and its value.
    case lookup(Text, JSONValue)
    /// A boolean expression.
    case expression(JSONValue)
    /// A lookup whose value the compiler made.
    case prepared(Text, Operand)

    var isEmpty: Bool {
        if case .group(_, _, let children) = self { return children.isEmpty }
        return false
    }

    /// The condition with names that start with `prefix` starting with another one.
    func renaming(_ prefix: Text, to name: Text) -> Condition {
        func renamed(_ old: Text) -> Text {
            if old == prefix { return name }
            let start = prefix + "__"
            return old.bytes.starts(with: start.bytes) ? name + "__" + old.dropFirst(start.count) : old
        }
        switch self {
        case .group(let connector, let isNegated, let children):
            return .group(connector, isNegated: isNegated, children.map { $0.renaming(prefix, to: name) })
        case .lookup(let old, let value): return .lookup(renamed(old), value)
        case .prepared(let old, let operand): return .prepared(renamed(old), operand)
        case .expression: return self
        }
    }

    /// The names of all lookups within.
    func collectNames(into names: inout [Text]) {
        switch self {
        case .group(_, _, let children): for child in children { child.collectNames(into: &names) }
        case .lookup(let name, _), .prepared(let name, _): names.append(name)
        case .expression: break
        }
    }

    /// The arguments of filter(), ANDed.
    static func read(arguments: Arguments) throws(NoormmeError) -> Condition {
        if arguments.count == 1 {
            let only = try read(arguments[0])
            if case .group = only { return only }
            return .group(.and, isNegated: false, [only])
        }
        var children: [Condition] = []
        for argument in arguments { children.append(try read(argument)) }
        return .group(.and, isNegated: false, children)
    }

    static func read(_ value: JSONValue) throws(NoormmeError) -> Condition {
        switch value.kind {
        case .object: break
        case .bool: return .expression(value)
        default: throw value.error(.typeError, "A condition must be an object.")
        }
        if let tag = value.tag {
            if tag == "$q" { return try readGroup(value) }
            return .expression(value)
        }
        var children: [Condition] = []
        children.reserveCapacity(value.count)
        for member in value.members { children.append(.lookup(member.key.text, member.value)) }
        return .group(.and, isNegated: false, children)
    }

    private static func readGroup(_ value: JSONValue) throws(NoormmeError) -> Condition {
        var connector = Connector.and
        var isNegated = false
        var children: [Condition] = []
        for member in value.members {
            if member.key.equals("$q") {
                if member.value.stringEquals("and") {
                    connector = .and
                } else if member.value.stringEquals("or") {
                    connector = .or
                } else if member.value.stringEquals("xor") {
                    connector = .xor
                } else {
                    throw member.value.error(.malformedSpec, "A connector must be \"and\", \"or\" or \"xor\".")
                }
            } else if member.key.equals("not") {
                guard let flag = member.value.bool else {
                    throw member.value.error(.malformedSpec, "\"not\" must be true or false.")
                }
                isNegated = flag
            } else if member.key.equals("c") {
                guard member.value.kind == .array else {
                    throw member.value.error(.malformedSpec, "\"c\" must be an array of conditions.")
                }
                for child in member.value.elements {
                    if child.kind == .array {
                        guard child.count == 2, let name = child.element(at: 0), name.kind == .string,
                            let operand = child.element(at: 1)
                        else {
                            throw child.error(.malformedSpec, "A condition array must be [name, value].")
                        }
                        children.append(.lookup(name.text, operand))
                    } else {
                        children.append(try read(child))
                    }
                }
            } else {
                throw member.value.error(.malformedSpec, "Unknown key in a condition.")
            }
        }
        return .group(connector, isNegated: isNegated, children)
    }
}

extension JSONValue {
    /// The first key of an object when it begins with `$`: what makes it a tagged object.
    var tag: JSONKey? {
        guard kind == .object else { return nil }
        for member in members {
            return member.key.starts(with: 0x24) ? member.key : nil
        }
        return nil
    }

    func error(_ code: ErrorCode, _ message: Text) -> NoormmeError {
        NoormmeError(code, message, path: path.text)
    }
}

extension JSONKey {
    static func == (key: JSONKey, literal: StaticString) -> Bool { key.equals(literal) }
}
