import NoormmeCore
import NoormmeJSON
import NoormmeText

/// Answer blocks: Exports.swift draws their layout.
enum Answer {
    private static var header: Int { 12 }

    static func block(_ bytes: [UInt8]) -> UnsafeMutableRawPointer {
        block(status: 0, handle: 0, bytes)
    }

    static func block(handle: Int32) -> UnsafeMutableRawPointer {
        block(status: 0, handle: handle, [])
    }

    static func block(_ error: NoormmeError) -> UnsafeMutableRawPointer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("code")
        writer.integer(Int64(error.code.rawValue))
        writer.key("name")
        writer.string(error.code.name)
        writer.key("message")
        writer.string(error.message)
        writer.key("path")
        writer.string(error.path)
        writer.key("model")
        writer.string(error.model)
        writer.key("field")
        writer.string(error.field)
        writer.endObject()
        return block(status: error.code.rawValue, handle: 0, writer.bytes)
    }

    private static func block(status: Int32, handle: Int32, _ bytes: [UInt8]) -> UnsafeMutableRawPointer {
        let block = UnsafeMutableRawPointer.allocate(byteCount: header + bytes.count, alignment: 16)
        block.storeBytes(of: status, as: Int32.self)
        block.storeBytes(of: handle, toByteOffset: 4, as: Int32.self)
        block.storeBytes(of: Int32(bytes.count), toByteOffset: 8, as: Int32.self)
        bytes.withUnsafeBytes { source in
            if let start = source.baseAddress { (block + header).copyMemory(from: start, byteCount: source.count) }
        }
        return block
    }
}
