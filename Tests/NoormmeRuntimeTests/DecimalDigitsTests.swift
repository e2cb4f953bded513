import Testing

@testable import NoormmeRuntime

private func text(_ write: (inout ByteBuffer) -> Void) -> String {
    var buffer = ByteBuffer(capacity: 1)
    write(&buffer)
    return String(decoding: AnswerBytes(buffer).bytes(), as: UTF8.self)
}

@Test func integersAreWrittenAsTheirDigits() {
    var values: [Int64] = [0, 9, 10, 99, 100, 101, 999, 1000, 9999, 10_000, 99_999, 100_000, .max, .min, .max - 1]
    var power: Int64 = 1
    for _ in 0..<18 {
        power *= 10
        values += [power - 1, power, power + 1]
    }
    for value in values {
        #expect(text { $0.writeDigits(value) } == value.description)
        if value != .min { #expect(text { $0.writeDigits(-value) } == (-value).description) }
    }
}

@Test func integersBeyondExactDoublesAreTagged() {
    #expect(text { $0.writeInteger(1 << 53) } == "9007199254740992")
    #expect(text { $0.writeInteger(-(1 << 53)) } == "-9007199254740992")
    #expect(text { $0.writeInteger(1 << 54) } == "{\"$int\":\"18014398509481984\"}")
    #expect(text { $0.writeInteger(9_007_199_254_740_993) } == "{\"$int\":\"9007199254740993\"}")
    #expect(text { $0.writeInteger(.min) } == "{\"$int\":\"-9223372036854775808\"}")
}

@Test(
    arguments: [
        (0.0, "0.0"), (-0.0, "-0.0"), (1.0, "1.0"), (-1.5, "-1.5"), (0.1, "0.1"),
        (0.30000000000000004, "0.30000000000000004"),
        (1234.56, "1234.56"), (0.001, "0.001"), (0.0001, "0.0001"), (1e-5, "1e-05"), (1e15, "1000000000000000.0"),
        (1e20, "1e+20"), (1.7976931348623157e308, "1.7976931348623157e+308"), (.leastNonzeroMagnitude, "5e-324"),
        (999999999999999.9, "999999999999999.9"), (123456789.125, "123456789.125"), (2.5e-3, "0.0025"),
        (.infinity, "{\"$float\":\"inf\"}"), (-.infinity, "{\"$float\":\"-inf\"}"),
    ] as [(Double, String)])
func realsAreWrittenShortest(_ value: Double, _ expected: String) {
    #expect(text { $0.writeReal(value) } == expected)
}

/// The short road must agree with Swift's own shortest digits wherever it is taken.
@Test func shortRealsAgreeWithSwift() {
    var random = SystemRandomNumberGenerator()
    var taken = 0
    for round in 0..<300_000 {
        let value: Double
        switch round % 4 {
        case 0: value = Double(bitPattern: random.next())
        case 1: value = Double(Int64.random(in: -1_000_000_000...1_000_000_000, using: &random)) / 100
        case 2: value = Double(Int64.random(in: 0...999_999_999_999_999, using: &random)) / 1e9
        default: value = Double.random(in: -1000...1000, using: &random)
        }
        guard value.isFinite else { continue }
        let written = text { $0.writeReal(value) }
        #expect(written == value.description)
        if DecimalDigits.writeShort(value, to: scratch) > 0 { taken += 1 }
    }
    // Else the comparison says nothing.
    #expect(taken > 100_000)
}

private nonisolated(unsafe) let scratch = UnsafeMutablePointer<UInt8>.allocate(capacity: 64)
