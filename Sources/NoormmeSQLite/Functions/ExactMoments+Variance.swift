/// Variance and standard deviation, rounded once from the exact sums.
extension ExactMoments {
    enum Outcome: Equatable {
        /// Nothing to tell: no numbers, or an infinity among them.
        case none
        /// The sample variance of a single number.
        case tooFew
        /// The result is too big for a double.
        case overflow
        case value(Double)
    }

    /// The mean square distance from the mean: over n, or over n - 1 for a sample.
    ///
    /// With S the sum and Q the sum of squares it is (nQ - S²) / (n · n) or (nQ - S²) / (n · (n - 1)).
    func variance(sample: Bool) -> Outcome {
        ratio(sample: sample) { numerator, first, second in
            Quotient(numerator, over: first, and: second, unit: -2_148, evenExponent: false).rounded
        }
    }

    /// The square root of the variance, rounded once: not the root of a rounded variance.
    func standardDeviation(sample: Bool) -> Outcome {
        ratio(sample: sample) { numerator, first, second in
            Quotient(numerator, over: first, and: second, unit: -2_148, evenExponent: true).squareRoot.rounded
        }
    }

    private func ratio(
        sample: Bool, _ body: (UnsafeMutableBufferPointer<UInt64>, UInt64, UInt64) -> Double
    ) -> Outcome {
        guard count > 0 || infinities > 0 else { return .none }
        if sample && count + infinities < 2 { return .tooFew }
        guard infinities == 0 else { return .none }
        // The divisors fit in a word each; n never reaches 2^63.
        let value = withNumerator { numerator in body(numerator, count, sample ? count - 1 : count) }
        return value.isFinite ? .value(value) : .overflow
    }

    /// nQ - S², never negative, in units of 2^-2148.
    private func withNumerator(_ body: (UnsafeMutableBufferPointer<UInt64>) -> Double) -> Double {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.squareWords + 1 + Self.sumWords) { memory in
            let total = UnsafeMutableBufferPointer(rebasing: memory[...Self.squareWords])
            let magnitude = UnsafeMutableBufferPointer(rebasing: memory[(Self.squareWords + 1)...])
            var carry: UInt64 = 0
            for index in 0..<Self.squareWords {
                let product = squares[index].multipliedFullWidth(by: count)
                let (low, overflow) = product.low.addingReportingOverflow(carry)
                total[index] = low
                carry = product.high + (overflow ? 1 : 0)
            }
            total[Self.squareWords] = carry
            storeMagnitude(to: magnitude)
            subtractSquare(of: magnitude, from: total)
            return body(total)
        }
    }

    private func storeMagnitude(to words: UnsafeMutableBufferPointer<UInt64>) {
        let negative = sum[Self.sumWords - 1] >> 63 == 1
        var carry = negative
        for index in 0..<Self.sumWords {
            let (word, overflow) = (negative ? ~sum[index] : sum[index]).addingReportingOverflow(carry ? 1 : 0)
            words[index] = word
            carry = overflow
        }
    }

    private func subtractSquare(
        of value: UnsafeMutableBufferPointer<UInt64>, from total: UnsafeMutableBufferPointer<UInt64>
    ) {
        for row in value.indices where value[row] != 0 {
            var borrow: UInt64 = 0
            var index = row
            for column in value.indices where index < total.count {
                let product = value[row].multipliedFullWidth(by: value[column])
                let (low, carried) = product.low.addingReportingOverflow(borrow)
                let (word, overflow) = total[index].subtractingReportingOverflow(low)
                total[index] = word
                borrow = product.high + (carried ? 1 : 0) + (overflow ? 1 : 0)
                index += 1
            }
            while borrow != 0, index < total.count {
                let (word, overflow) = total[index].subtractingReportingOverflow(borrow)
                total[index] = word
                borrow = overflow ? 1 : 0
                index += 1
            }
        }
    }
}
