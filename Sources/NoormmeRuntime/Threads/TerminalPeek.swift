/// Guesses from a request's text whether it writes, without reading it whole: so a call that is submitted
/// stands in the right queue at once. A wrong guess costs a second turn, nothing else.
enum TerminalPeek {
    /// `get_or_create` looks first, and most of the time finds.
    private static let writing: [StaticString] = [
        "create", "update", "delete", "update_or_create", "bulk_create", "bulk_update", "save", "remove", "add",
        "set", "discard", "clear",
    ]

    static func isWrite(_ spec: [UInt8]) -> Bool {
        spec.withUnsafeBufferPointer { bytes in
            guard let name = terminal(bytes) else { return false }
            return writing.contains { equals($0, bytes, name) }
        }
    }

    /// Where the name stands that follows the first `"get":`, within quotes.
    private static func terminal(_ bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        let key: StaticString = "\"get\""
        var index = 0
        while index + key.utf8CodeUnitCount < bytes.count {
            guard bytes[index] == 0x22, equals(key, bytes, index..<index + key.utf8CodeUnitCount) else {
                index += 1
                continue
            }
            index += key.utf8CodeUnitCount
            var hasColon = false
            while index < bytes.count {
                switch bytes[index] {
                case 0x20, 0x09, 0x0A, 0x0D: break
                case 0x3A where !hasColon: hasColon = true
                case 0x5B where hasColon: break
                case 0x22 where hasColon:
                    let start = index + 1
                    var end = start
                    while end < bytes.count, bytes[end] != 0x22 { end += 1 }
                    return start..<end
                default: return nil
                }
                index += 1
            }
        }
        return nil
    }

    private static func equals(_ text: StaticString, _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        for offset in 0..<range.count where bytes[range.lowerBound + offset] != text.utf8Start[offset] { return false }
        return true
    }
}
