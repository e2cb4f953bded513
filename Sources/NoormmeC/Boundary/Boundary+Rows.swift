import CNoormme
import NoormmeCore
import NoormmeRuntime
import NoormmeText

extension Boundary {
    /// Reads the options, runs the body, and hands the answer out in whosever memory it is.
    static func rows(
        _ options: UnsafePointer<noormme_rows_options>?, _ buffer: UnsafeMutablePointer<noormme_buffer>?,
        _ body: (RowsRequest) throws(NoormmeError) -> RowsAnswer
    ) throws(NoormmeError) {
        let buffer = try out(buffer)
        buffer.pointee = noormme_buffer()
        var request = RowsRequest()
        var finished: UnsafeMutablePointer<Int32>?
        if let options = options?.pointee {
            guard options.struct_size >= MemoryLayout<noormme_rows_options>.size else {
                throw NoormmeError(.misuse, "noormme_rows_options: struct_size is too small")
            }
            request.known = options.known
            if let space = options.space, options.space_size > 0 {
                request.space = UnsafeMutableRawBufferPointer(start: space, count: options.space_size)
            }
            if options.budget_ns > 0 {
                finished = try out(options.finished)
                request.budget = UInt64(options.budget_ns)
            }
            if let part = options.part {
                request.parts = RowParts(part, options.part_context, space: request.space)
            }
        }
        finished?.pointee = 1
        switch try body(request) {
        case .inPlace(let count):
            buffer.pointee = noormme_buffer(data: options?.pointee.space, size: count, owner: 0)
        case .bytes(let bytes):
            let record = BufferRecord(bytes)
            guard let token = Handles.buffers.insert(record) else {
                throw NoormmeError(.outOfMemory, "too many buffers are held")
            }
            buffer.pointee = noormme_buffer(data: record.pointer, size: record.count, owner: token)
        case .unfinished: finished?.pointee = 0
        case .unavailable: finished?.pointee = -1
        }
    }

    static func literals(
        _ values: UnsafePointer<noormme_literal>?, _ count: Int
    ) throws(NoormmeError) -> LiteralValues {
        guard count >= 0, values != nil || count == 0 else {
            throw NoormmeError(.misuse, "values: the count is impossible")
        }
        var literals: LiteralValues = []
        literals.reserveCapacity(count)
        for value in UnsafeBufferPointer(start: values, count: count) {
            switch value.kind {
            case 1:
                let bytes = try bytes(value.text, value.size, "text")
                literals.append(.text(bytes.bindMemory(to: UInt8.self)))
            case 2: literals.append(.integer(value.integer))
            case 3:
                guard value.real.isFinite else { throw NoormmeError(.valueError, "a value is not finite") }
                literals.append(.real(value.real))
            default: throw NoormmeError(.misuse, "a value is of no known kind")
            }
        }
        return literals
    }
}
