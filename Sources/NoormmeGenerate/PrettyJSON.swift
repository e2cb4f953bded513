/// JSON text on lines of its own, indented by two blanks.
public enum PrettyJSON {
    /// - Parameter bytes: JSON text; what is not comes out as it is, with line breaks in odd places.
    public static func text(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var depth = 0
        var isInString = false
        var index = 0
        func lineBreak() {
            result.append(0x0A)
            for _ in 0..<max(0, depth) { result += [0x20, 0x20] }
        }
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if isInString {
                result.append(byte)
                if byte == 0x5C, index < bytes.count {
                    result.append(bytes[index])
                    index += 1
                } else if byte == 0x22 {
                    isInString = false
                }
                continue
            }
            switch byte {
            case 0x22:
                isInString = true
                result.append(byte)
            case 0x7B, 0x5B:
                result.append(byte)
                while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x0A { index += 1 }
                // Nothing inside: on one line.
                if index < bytes.count, bytes[index] == byte + 2 {
                    result.append(bytes[index])
                    index += 1
                } else {
                    depth += 1
                    lineBreak()
                }
            case 0x7D, 0x5D:
                depth -= 1
                lineBreak()
                result.append(byte)
            case 0x2C:
                result.append(byte)
                lineBreak()
            case 0x3A: result += [0x3A, 0x20]
            case 0x20, 0x0A, 0x0D, 0x09: break
            default: result.append(byte)
            }
        }
        return result
    }
}
