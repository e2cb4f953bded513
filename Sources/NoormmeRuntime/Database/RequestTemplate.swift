import NoormmeCore
import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// A request with its literals left out: the text of a spec in which a byte 1, 2 or 3 stands for a string, an
/// integer or a fraction. No JSON text holds these bytes.
struct RequestTemplate: Sendable {
    /// One more than there are holes.
    let segments: [[UInt8]]
    let holes: [PlanLiteral.Kind]

    static let mostHoles = 4096

    init(_ text: UnsafeRawBufferPointer) throws(NoormmeError) {
        var segments: [[UInt8]] = []
        var holes: [PlanLiteral.Kind] = []
        var start = 0
        for (index, byte) in text.enumerated() {
            guard let kind = PlanLiteral.Kind(rawValue: byte) else { continue }
            segments.append([UInt8](text[start..<index]))
            holes.append(kind)
            start = index + 1
        }
        segments.append([UInt8](text[start...]))
        guard holes.count <= Self.mostHoles else {
            throw NoormmeError(.tooComplex, "a template may leave out 4096 literals")
        }
        self.segments = segments
        self.holes = holes
    }

    /// The spec with these literals, and where each stands in it.
    func filled(_ values: LiteralValues) -> (spec: [UInt8], ranges: [Range<Int>]) {
        var spec: [UInt8] = []
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(holes.count)
        spec.append(contentsOf: segments[0])
        for index in holes.indices {
            let start = spec.count
            values[index].write(into: &spec)
            ranges.append(start..<spec.count)
            spec.append(contentsOf: segments[index + 1])
        }
        return (spec, ranges)
    }
}

/// A literal, in the memory of whoever asks.
public enum LiteralValue {
    /// UTF-8; what is not is refused when it is stored or compared as JSON text would be.
    case text(UnsafeBufferPointer<UInt8>)
    case integer(Int64)
    /// Finite.
    case real(Double)

    var kind: PlanLiteral.Kind {
        switch self {
        case .text: .text
        case .integer: .integer
        case .real: .real
        }
    }

    /// The value as it is bound; nil where JSON has to be asked what it is.
    var stored: SQLValue? {
        switch self {
        case .text(let text): text.allSatisfy { $0 < 0x80 } ? .text(Text(text)) : nil
        case .integer(let value): .integer(value)
        case .real: nil
        }
    }

    /// As JSON spells it.
    func write(into bytes: inout [UInt8]) {
        switch self {
        case .text(let text): bytes.appendJSONString(text)
        case .integer(let value): bytes.appendDecimal(value)
        case .real(let value):
            var text = value.description
            text.withUTF8 { bytes.append(contentsOf: $0) }
        }
    }
}

public typealias LiteralValues = [LiteralValue]
