import NoormmeText

/// JSON text that the library made, in the memory it was written to.
///
/// A nul byte follows it, so that C can read it in place.
public final class AnswerBytes: @unchecked Sendable {
    // Unchecked: written in `init`, only read afterwards.
    private let buffer: ByteBuffer
    public let count: Int

    init(_ json: consuming ByteBuffer) {
        count = json.count
        json.append(0)
        buffer = json
    }

    convenience init(_ json: Text) {
        var buffer = ByteBuffer(capacity: json.count + 1)
        buffer.append(json)
        self.init(buffer)
    }

    /// The first byte; it stays where it is as long as this object lives.
    public var start: UnsafePointer<UInt8> { UnsafePointer(buffer.base) }

    /// A copy of the bytes.
    public func bytes() -> [UInt8] { [UInt8](UnsafeBufferPointer(start: start, count: count)) }
}
