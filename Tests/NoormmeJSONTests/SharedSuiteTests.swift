import Testing

@testable import NoormmeJSON

@Suite("the public JSON parser cases", .enabled(if: SharedSuite.isPresent, "skipped: shared data absent"))
struct SharedSuiteTests {
    @Test func isWhole() {
        #expect(SharedSuite.cases.count == 318)
        #expect(SharedSuite.cases.filter { $0.name.hasPrefix("y_") }.count == 95)
        #expect(SharedSuite.cases.filter { $0.name.hasPrefix("n_") }.count == 188)
    }

    @Test func acceptsWhatMustBeAccepted() {
        for test in SharedSuite.cases where test.name.hasPrefix("y_") {
            #expect(failure(test.bytes) == nil, "\(test.name)")
            #expect(recognises(test.bytes), "\(test.name)")
        }
    }

    @Test func refusesWhatMustBeRefused() {
        for test in SharedSuite.cases where test.name.hasPrefix("n_") {
            let error = failure(test.bytes)
            #expect(error != nil, "\(test.name)")
            if let error { #expect((0...Int64(test.bytes.count)).contains(error.offset), "\(test.name)") }
        }
    }

    /// RFC 8259 leaves these free; this parser is strict about text and indifferent to size.
    @Test func decidesTheFreeCases() {
        let accepted: Set<String> = [
            "i_number_double_huge_neg_exp.json", "i_number_huge_exp.json", "i_number_neg_int_huge_exp.json",
            "i_number_pos_double_huge_exp.json", "i_number_real_neg_overflow.json", "i_number_real_pos_overflow.json",
            "i_number_real_underflow.json", "i_number_too_big_neg_int.json", "i_number_too_big_pos_int.json",
            "i_number_very_big_negative_int.json",
        ]
        for test in SharedSuite.cases where test.name.hasPrefix("i_") {
            #expect((failure(test.bytes) == nil) == accepted.contains(test.name), "\(test.name)")
        }
        for test in SharedSuite.cases where test.name == "i_structure_500_nested_arrays.json" {
            #expect(failure(test.bytes)?.code == .tooDeep)
            #expect(failure(test.bytes, depthLimit: 500) == nil)
        }
    }

    @Test func writesAgainWhatItRead() throws {
        for test in SharedSuite.cases where test.name.hasPrefix("y_") {
            let first = rewritten(try JSONDocument.parse(test.bytes).root)
            let second = rewritten(try JSONDocument.parse(first).root)
            #expect(first == second, "\(test.name)")
        }
    }
}
