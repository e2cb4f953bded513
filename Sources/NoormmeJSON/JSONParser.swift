/// Fills a tape from bytes. See JSONDocument.swift for the idea.
struct JSONParser {
    let bytes: UnsafePointer<UInt8>
    let count: Int
    /// Room for `nodeBound` nodes.
    let nodes: UnsafeMutablePointer<JSONNode>
    let depthLimit: Int

    /// No fewer nodes than any parse of these bytes makes, successful or not.
    ///
    /// Every node but the first stands right after one of `[`, `{`, `,` and `:`. So
    /// counting those bytes, in a loop the compiler can vectorise, spares a check of
    /// the room left for each node.
    static func nodeBound(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
        var bound = 1
        var index = 0
        while index < count {
            // Byte-wide sums keep the loop in 16 lanes; 255 of them cannot overflow.
            let stop = min(index &+ 255, count)
            var sum: UInt8 = 0
            while index < stop {
                let byte = bytes[index]
                sum &+= (byte == 0x2C ? 1 : 0) | (byte == 0x3A ? 1 : 0) | (byte | 0x20 == 0x7B ? 1 : 0)
                index &+= 1
            }
            bound &+= Int(sum)
        }
        return bound
    }

    /// The number of nodes written; 0 with `failure` set when the bytes are no JSON text.
    func run(_ failure: inout JSONError?) -> Int {
        var at = 0
        var used = 0
        var container = -1
        var inObject = false
        var children: UInt32 = 0
        var depth = 0

        if count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
            failure = JSONError(.byteOrderMark, offset: 0)
            return 0
        }

        while true {
            // Here a value is due, in an object its key first.
            at = skipSpace(at)
            if inObject {
                guard at < count, bytes[at] == 0x22 else {
                    failure = error(.expectedKey, at)
                    return 0
                }
                let key = string(from: at)
                if let code = key.failure {
                    failure = error(code, key.end)
                    return 0
                }
                nodes[used] = JSONNode(
                    .string, flags: key.flags | JSONNode.key, start: at, end: key.end, next: used &+ 1)
                used &+= 1
                at = skipSpace(key.end)
                guard at < count, bytes[at] == 0x3A else {
                    failure = error(.expectedColon, at)
                    return 0
                }
                at = skipSpace(at &+ 1)
            }
            guard at < count else {
                failure = error(.unexpectedEnd, at)
                return 0
            }

            var isOpenAndEmpty = false
            let byte = bytes[at]
            switch byte {
            case 0x22:
                let scan = string(from: at)
                if let code = scan.failure {
                    failure = error(code, scan.end)
                    return 0
                }
                nodes[used] = JSONNode(.string, flags: scan.flags, start: at, end: scan.end, next: used &+ 1)
                used &+= 1
                at = scan.end
            case 0x2D, 0x30...0x39:
                let scan = number(from: at)
                if let code = scan.failure {
                    failure = error(code, scan.end)
                    return 0
                }
                nodes[used] = JSONNode(.number, flags: scan.flags, start: at, end: scan.end, next: used &+ 1)
                used &+= 1
                at = scan.end
            case 0x5B, 0x7B:
                guard depth < depthLimit else {
                    failure = error(.tooDeep, at)
                    return 0
                }
                if container >= 0 { nodes[container].store(count: children) }
                inObject = byte == 0x7B
                nodes[used] = JSONNode(inObject ? .object : .array, start: at, end: at, next: container)
                container = used
                used &+= 1
                depth &+= 1
                children = 0
                at = skipSpace(at &+ 1)
                guard at < count, bytes[at] == byte &+ 2 else { continue }
                isOpenAndEmpty = true
            default:
                guard let literal = literal(at, byte) else {
                    failure = literalError(at, byte)
                    return 0
                }
                let end = at &+ literal.length
                nodes[used] = JSONNode(literal.kind, flags: literal.flags, start: at, end: end, next: used &+ 1)
                used &+= 1
                at = end
            }

            // Here a value has ended, and perhaps containers with it.
            while true {
                if container < 0 {
                    at = skipSpace(at)
                    guard at == count else {
                        failure = error(.trailingBytes, at)
                        return 0
                    }
                    return used
                }
                if !isOpenAndEmpty {
                    if children != JSONNode.manyChildren { children &+= 1 }
                    at = skipSpace(at)
                }
                guard at < count else {
                    failure = error(.unexpectedEnd, at)
                    return 0
                }
                let byte = bytes[at]
                if byte == 0x2C, !isOpenAndEmpty {
                    at &+= 1
                    break
                }
                guard byte == (inObject ? 0x7D : 0x5D) else {
                    failure = error(.expectedCommaOrEnd, at)
                    return 0
                }
                at &+= 1
                isOpenAndEmpty = false
                let parent = Int(nodes[container].next)
                nodes[container].store(count: children)
                nodes[container].end = Int32(truncatingIfNeeded: at)
                nodes[container].next = Int32(truncatingIfNeeded: used)
                container = parent
                depth &-= 1
                if parent >= 0 {
                    inObject = nodes[parent].kind == .object
                    children = nodes[parent].storedCount
                }
            }
        }
    }

    @inline(__always)
    private func error(_ code: JSONError.Code, _ at: Int) -> JSONError {
        JSONError(at < count ? code : .unexpectedEnd, offset: Int64(at))
    }

    @inline(__always)
    private func skipSpace(_ start: Int) -> Int {
        var at = start
        while at < count {
            let byte = bytes[at]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { break }
            at &+= 1
        }
        return at
    }

    private func literal(_ at: Int, _ first: UInt8) -> (kind: JSONKind, flags: UInt32, length: Int)? {
        guard count &- at >= 4 else { return nil }
        let word = UnsafeRawPointer(bytes + at).loadUnaligned(as: UInt32.self).littleEndian
        if word == 0x6C6C_756E { return (.null, 0, 4) }
        if word == 0x6575_7274 { return (.bool, JSONNode.isTrue, 4) }
        if word == 0x736C_6166, count &- at >= 5, bytes[at &+ 4] == 0x65 { return (.bool, 0, 5) }
        return nil
    }

    /// Tells a value that is cut short from one that never was one.
    @inline(never)
    private func literalError(_ at: Int, _ first: UInt8) -> JSONError {
        guard (first | 0x20) &- 0x61 < 26 else { return error(.expectedValue, at) }
        let word: StaticString = first == 0x6E ? "null" : first == 0x74 ? "true" : "false"
        var matched = 0
        while matched < word.utf8CodeUnitCount, bytes[at &+ matched] == word.utf8Start[matched] {
            matched &+= 1
            if at &+ matched == count { return error(.unexpectedEnd, count) }
        }
        return error(.invalidLiteral, at)
    }
}
