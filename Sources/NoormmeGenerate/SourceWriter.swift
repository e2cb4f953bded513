import NoormmeJSON
import NoormmeText

/// Appends lines of source text, indented.
final class SourceWriter {
    var bytes: [UInt8] = []
    var depth = 0
    /// Blanks of one level.
    let width: Int

    init(width: Int = 2) {
        self.width = width
    }

    func line(_ parts: Text...) {
        for _ in 0..<(depth * width) { bytes.append(0x20) }
        for part in parts { bytes.append(part) }
        bytes.append(0x0A)
    }

    func blank() { bytes.append(0x0A) }

    /// A line, what stands in it one level deeper, and the line that closes it.
    func block(_ head: Text, _ end: Text, _ body: () -> Void) {
        line(head)
        depth += 1
        body()
        depth -= 1
        line(end)
    }
}

extension Text {
    /// In double quotes, escaped as JSON is; TypeScript reads it too.
    var quoted: Text {
        var json = JSONWriter()
        json.string(self)
        return Text(json.bytes)
    }

    /// Fit to stand in a comment: one line, and nothing that ends it.
    var commented: Text {
        var result: [UInt8] = []
        for byte in bytes {
            if byte == 0x2F, result.last == 0x2A { result.append(0x20) }
            result.append(byte < 0x20 ? 0x20 : byte)
        }
        // U+2028 and U+2029 end a line in JavaScript.
        var text = Text(result)
        while let at = text.firstIndex(of: "\u{2028}") ?? text.firstIndex(of: "\u{2029}") {
            text.bytes.replaceSubrange(at..<(at + 3), with: [0x20])
        }
        return text
    }

    static func joined(_ parts: [Text], _ separator: Text) -> Text {
        var result = Text()
        for (index, part) in parts.enumerated() {
            if index > 0 { result += separator }
            result += part
        }
        return result
    }
}
