import NoormmeJSON
import NoormmeText

/// Reads single values of the configuration and words its errors.
enum ConfigurationReader {
    /// An object with keys of this list only, each at most once.
    static func check(_ value: JSONValue, keys: [StaticString]) throws(NoormmeError) {
        guard value.kind == .object else { throw error("expected an object", at: value) }
        var seen: UInt64 = 0
        for (key, member) in value.members {
            var position = 0
            while position < keys.count, !key.equals(keys[position]) { position += 1 }
            if position == keys.count {
                var names: [Text] = []
                for known in keys { names.append(Text(known)) }
                throw error("unknown key ", key.text, at: member, near: names)
            }
            if seen & (1 << UInt64(position)) != 0 { throw error("repeated key ", key.text, at: member) }
            seen |= 1 << UInt64(position)
        }
    }

    /// An object whose keys are names of the user's, each once and none empty.
    static func checkNames(_ value: JSONValue) throws(NoormmeError) {
        guard value.kind == .object else { throw error("expected an object", at: value) }
        var seen: [Text: Int32] = [:]
        for (key, member) in value.members {
            let name = key.text
            if name.isEmpty { throw error("a name is empty", at: member) }
            if seen[name] != nil { throw error("repeated key ", name, at: member) }
            seen[name] = 0
        }
    }

    static func name(_ value: JSONValue?) throws(NoormmeError) -> ConfiguredName? {
        guard let value else { return nil }
        guard value.kind == .string else { throw error("expected a string", at: value) }
        let text = value.text
        if text.isEmpty { throw error("expected a string that is not empty", at: value) }
        return ConfiguredName(text: text, source: value)
    }

    /// An array of strings; none when absent.
    static func names(_ value: JSONValue?) throws(NoormmeError) -> [ConfiguredName] {
        guard let value else { return [] }
        guard value.kind == .array else { throw error("expected an array of strings", at: value) }
        var names: [ConfiguredName] = []
        for element in value.elements {
            if let name = try name(element) { names.append(name) }
        }
        return names
    }

    static func bool(_ value: JSONValue?) throws(NoormmeError) -> Bool? {
        guard let value else { return nil }
        guard let bool = value.bool else { throw error("expected true or false", at: value) }
        return bool
    }

    /// A key that becomes a name in lookup paths.
    static func publicName(_ key: JSONKey) throws(NoormmeError) -> Text {
        let name = key.text
        guard name.isSpellable else { throw unspellable(name, at: key.path) }
        return name
    }

    static func unspellable(_ name: Text, at path: JSONPath) -> NoormmeError {
        NoormmeError(
            .invalidOption, message("the name ", name, " cannot be spelled in a lookup"), path: path.text, field: name)
    }

    /// `before name after second`, and the name perhaps meant instead of the last of the two.
    static func error(
        _ before: StaticString, _ name: Text = Text(), _ after: StaticString = "", _ second: Text = Text(),
        at value: JSONValue, near candidates: [Text] = []
    ) -> NoormmeError {
        var message = message(before, name, after, second)
        if let nearest = NearestName.find(second.isEmpty ? name : second, among: candidates) {
            message += "; did you mean "
            message += printable(nearest)
            message += "?"
        }
        return NoormmeError(.invalidOption, message, path: value.path.text)
    }

    static func message(
        _ before: StaticString, _ name: Text, _ after: StaticString = "", _ second: Text = Text()
    ) -> Text {
        var message = Text(before)
        message += printable(name)
        message += after
        message += printable(second)
        return message
    }

    /// A name that keeps its message on one short line.
    private static func printable(_ name: Text) -> Text {
        var bytes = name.bytes
        for index in bytes.indices where bytes[index] < 0x20 { bytes[index] = 0x20 }
        guard bytes.count > 120 else { return Text(bytes) }
        bytes.removeLast(bytes.count - 117)
        // Not in the middle of a character.
        while let last = bytes.last, last & 0xC0 == 0x80 { bytes.removeLast() }
        if let last = bytes.last, last >= 0xC0 { bytes.removeLast() }
        bytes.append("..." as StaticString)
        return Text(bytes)
    }
}
