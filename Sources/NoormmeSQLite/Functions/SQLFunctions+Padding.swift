/// `LPad`, `RPad`, `Repeat` and `Reverse`; lengths count code points, as in Python.
///
/// NULL gives NULL, other types than text and integer are errors. A result longer than the
/// connection's length limit is refused before any memory is taken.
extension SQLFunctions {
    /// `noormme_lpad(text, length, fill)`: the text cut or filled on the left to a length. A negative length
    /// cuts that many code points off the end, and an empty fill adds nothing, as in Django.
    static func lpad(_ call: FunctionCall) throws(FunctionFailure) {
        try pad(call, left: true)
    }

    /// `noormme_rpad(text, length, fill)`: the same, filled on the right.
    static func rpad(_ call: FunctionCall) throws(FunctionFailure) {
        try pad(call, left: false)
    }

    private static func pad(_ call: FunctionCall, left: Bool) throws(FunctionFailure) {
        if call.hasNull { return call.resultNull() }
        guard let text = call.text(0), let length = call.integer(1), let fill = call.text(2) else {
            throw FunctionFailure("padding takes text, an integer and text")
        }
        let count = codePoints(text)
        if length <= Int64(count) {
            let kept = length < 0 ? Int64(count).addingReportingOverflow(length).partialValue : length
            return call.result(text: UnsafeBufferPointer(rebasing: text[..<end(of: text, after: max(kept, 0))]))
        }
        let unit = codePoints(fill)
        guard unit > 0 else { return call.result(text: text) }
        let missing = length - Int64(count)
        // Every code point takes a byte at least.
        guard missing <= Int64(call.lengthLimit) else { throw .tooBig }
        let whole = Int(missing) / unit
        let rest = end(of: fill, after: missing % Int64(unit))
        let (size, overflow) = whole.multipliedReportingOverflow(by: fill.count)
        guard !overflow, size <= call.lengthLimit else { throw .tooBig }
        let filled = size + rest
        try call.result(textOfLength: filled + text.count) { output in
            copy(text, to: output, at: left ? filled : 0)
            let start = left ? 0 : text.count
            for index in 0..<whole { copy(fill, to: output, at: start + index * fill.count) }
            copy(UnsafeBufferPointer(rebasing: fill[..<rest]), to: output, at: start + size)
        }
    }

    /// `noormme_repeat(text, count)`: empty for a count of zero or less; blobs repeat too.
    static func `repeat`(_ call: FunctionCall) throws(FunctionFailure) {
        if call.hasNull { return call.resultNull() }
        guard let piece = call.text(0) ?? call.blob(0), let times = call.integer(1) else {
            throw FunctionFailure("repeat takes text and an integer")
        }
        let count = piece.isEmpty ? 0 : max(times, 0)
        let (size, overflow) = Int64(piece.count).multipliedReportingOverflow(by: count)
        guard !overflow, size <= Int64(call.lengthLimit) else { throw .tooBig }
        try call.result(textOfLength: Int(size), isBlob: call.blob(0) != nil) { output in
            for index in 0..<Int(count) { copy(piece, to: output, at: index * piece.count) }
        }
    }

    /// `noormme_reverse(text)`: the code points in reverse order; a blob's bytes in reverse order.
    static func reverse(_ call: FunctionCall) throws(FunctionFailure) {
        if call.isNull(0) { return call.resultNull() }
        let blob = call.blob(0)
        guard let text = call.text(0) ?? blob else { throw FunctionFailure("reverse takes text") }
        try call.result(textOfLength: text.count, isBlob: blob != nil) { output in
            var start = 0
            while start < text.count {
                var end = start + 1
                while blob == nil, end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
                for index in start..<end { output[text.count - end + index - start] = text[index] }
                start = end
            }
        }
    }

    /// The bytes that do not continue a code point.
    private static func codePoints(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        var count = 0
        for byte in text where byte & 0xC0 != 0x80 { count += 1 }
        return count
    }

    /// The offset behind so many code points, or the end of the text.
    private static func end(of text: UnsafeBufferPointer<UInt8>, after count: Int64) -> Int {
        var left = count
        for index in text.indices where text[index] & 0xC0 != 0x80 {
            if left == 0 { return index }
            left -= 1
        }
        return text.count
    }

    private static func copy(
        _ source: UnsafeBufferPointer<UInt8>, to output: UnsafeMutableBufferPointer<UInt8>, at offset: Int
    ) {
        guard let from = source.baseAddress, let to = output.baseAddress else { return }
        (to + offset).update(from: from, count: source.count)
    }
}
