import NoormmeCore
import NoormmeJSON
import NoormmeText

/// Turns a spec into one that explains its rows.
enum Explanation {
    /// The spec with `explain` in the place of its terminal. What is no object is passed on for the compiler to
    /// refuse.
    static func spec(of spec: UnsafeRawBufferPointer) throws(NoormmeError) -> [UInt8] {
        let root = try Boundary.json(spec, "spec")
        guard root.kind == .object else { return root.source.bytes }
        var writer = JSONWriter()
        writer.beginObject()
        for (key, value) in root.members where !key.equals("get") {
            writer.key(key.text)
            writer.raw(value.source)
        }
        writer.key("get")
        writer.raw("[\"explain\"]")
        writer.endObject()
        return writer.bytes
    }
}
