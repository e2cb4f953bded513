import NoormmeJSON
import NoormmeText

/// Reads an element of `prefetch_related`: a path, or `{"$prefetch": path, "queryset": spec, "to_attr": name}`.
enum PrefetchReader {
    static func read(_ item: JSONValue) throws(NoormmeError) -> PrefetchRequest {
        if item.kind == .string {
            return PrefetchRequest(path: path(item.text), query: nil, attribute: Text(), source: item)
        }
        guard let tag = item.tag, tag == "$prefetch", let name = item.member("$prefetch"), name.kind == .string else {
            throw item.error(.malformedSpec, "A prefetch is a path or {\"$prefetch\": path, …}.")
        }
        try item.checkKeys(["$prefetch", "queryset", "to_attr"])
        var attribute = Text()
        if let member = item.member("to_attr"), !member.isNull {
            guard member.kind == .string, !member.text.isEmpty else {
                throw member.error(.malformedSpec, "\"to_attr\" must be a name.")
            }
            attribute = member.text
        }
        let query = item.member("queryset").flatMap { $0.isNull ? nil : $0 }
        return PrefetchRequest(path: path(name.text), query: query, attribute: attribute, source: item)
    }

    /// `posts__comments` and `posts.comments` mean the same.
    private static func path(_ text: Text) -> [Text] {
        var parts: [Text] = []
        for part in text.split(on: "__") { parts.append(contentsOf: part.split(on: ".")) }
        return parts
    }
}
