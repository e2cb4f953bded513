import NoormmeJSON
import NoormmeText

/// Members by name and type. Absent and null are the same.
extension JSONValue {
    private func present(_ key: StaticString) throws(NoormmeError) -> JSONValue? {
        guard kind == .object else { throw ConfigurationReader.error("expected an object", at: self) }
        guard let value = member(key), !value.isNull else { return nil }
        return value
    }

    func textMember(_ key: StaticString) throws(NoormmeError) -> Text? {
        guard let value = try present(key) else { return nil }
        guard value.kind == .string else { throw ConfigurationReader.error("expected a string", at: value) }
        return value.text
    }

    func flagMember(_ key: StaticString) throws(NoormmeError) -> Bool {
        guard let value = try present(key) else { return false }
        guard let flag = value.bool else { throw ConfigurationReader.error("expected true or false", at: value) }
        return flag
    }

    func numberMember(_ key: StaticString) throws(NoormmeError) -> Int32 {
        guard let value = try present(key) else { return 0 }
        guard let number = value.int64, number >= 0, number <= Int64(Int32.max) else {
            throw ConfigurationReader.error("expected a small integer", at: value)
        }
        return Int32(number)
    }

    func listMember(_ key: StaticString) throws(NoormmeError) -> JSONValue? {
        guard let value = try present(key) else { return nil }
        guard value.kind == .array else { throw ConfigurationReader.error("expected an array", at: value) }
        return value
    }

    func textsMember(_ key: StaticString) throws(NoormmeError) -> [Text] {
        var strings: [Text] = []
        guard let list = try listMember(key) else { return strings }
        for element in list.elements {
            guard element.kind == .string else { throw ConfigurationReader.error("expected a string", at: element) }
            strings.append(element.text)
        }
        return strings
    }
}
