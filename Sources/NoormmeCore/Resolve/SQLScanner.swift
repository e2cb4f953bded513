import NoormmeText

/// Finds the placeholders of SQL an application wrote, passing over strings, quoted names and comments.
enum SQLScanner {
    static func pieces(_ sql: Text) -> [Text] {
        var pieces: [Text] = []
        let bytes = sql.bytes
        var start = 0
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case 0x27, 0x22, 0x60: index = skip(bytes, from: index + 1, until: bytes[index])
            case 0x5B: index = skip(bytes, from: index + 1, until: 0x5D)
            case 0x2D where index + 1 < bytes.count && bytes[index + 1] == 0x2D:
                index = skip(bytes, from: index, until: 0x0A)
            case 0x2F where index + 1 < bytes.count && bytes[index + 1] == 0x2A:
                index += 2
                while index < bytes.count,
                    !(bytes[index] == 0x2A && index + 1 < bytes.count && bytes[index + 1] == 0x2F)
                {
                    index += 1
                }
                index += 2
            case 0x3F:
                pieces.append(Text(bytes[start..<index]))
                index += 1
                start = index
            default: index += 1
            }
        }
        pieces.append(Text(bytes[start...]))
        return pieces
    }

    private static func skip(_ bytes: [UInt8], from start: Int, until end: UInt8) -> Int {
        var index = start
        while index < bytes.count, bytes[index] != end { index += 1 }
        return min(index + 1, bytes.count)
    }
}
