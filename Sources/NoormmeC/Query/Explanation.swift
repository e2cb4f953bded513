import NoormmeCore
import NoormmeJSON
import NoormmeText

/// Turns a spec into one that explains what it asks for.
enum Explanation {
    /// The spec with its terminal inside `explain`. What is no object, and what explains already, is passed on for
    /// the compiler to judge.
    static func spec(of spec: UnsafeRawBufferPointer) throws(NoormmeError) -> [UInt8] {
        let root = try Boundary.json(spec, "spec")
        guard root.kind == .object else { return root.source.bytes }
        let get = root.member("get")
        if get?.stringEquals("explain") == true || get?.element(at: 0)?.stringEquals("explain") == true {
            return root.source.bytes
        }
        var writer = JSONWriter()
        writer.beginObject()
        for (key, value) in root.members where !key.equals("get") {
            writer.key(key.text)
            writer.raw(value.source)
        }
        writer.key("get")
        writer.beginArray()
        writer.string("explain")
        if let get { writer.raw(get.source) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
