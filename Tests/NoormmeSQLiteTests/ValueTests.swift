import NoormmeSQLite
import NoormmeText
import Testing

@Suite struct ValueTests {
    private func roundTrip(_ bind: (Statement) throws -> Void, _ read: (Statement) throws -> Void) throws {
        let connection = try memory()
        try connection.execute("CREATE TABLE t (a)")
        let insert = try connection.prepare("INSERT INTO t VALUES (?1)")
        try bind(insert)
        try insert.run()
        let select = try connection.prepare("SELECT a, typeof(a), hex(a) FROM t")
        #expect(try select.step())
        try read(select)
        #expect(try !select.step())
    }

    static let integerCases: [Int64] = [.min, .min + 1, -1, 0, 1, 9_007_199_254_740_993, .max - 1, .max]

    @Test(arguments: integerCases)
    func integers(value: Int64) throws {
        try roundTrip {
            try $0.bind(integer: value, at: 1)
        } _: {
            #expect($0.type(at: 0) == .integer)
            #expect($0.int64(at: 0) == value)
            #expect($0.text(at: 1) == "integer")
        }
    }

    static let realCases: [Double] = [
        -0.0, 0.1, 1.5, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity, -.infinity,
    ]

    @Test(arguments: realCases)
    func reals(value: Double) throws {
        try roundTrip {
            try $0.bind(real: value, at: 1)
        } _: {
            #expect($0.type(at: 0) == .real)
            #expect($0.double(at: 0) == value)
            #expect($0.text(at: 1) == "real")
        }
    }

    @Test func notANumberIsRefused() throws {
        let connection = try memory()
        let select = try connection.prepare("SELECT ?1")
        #expect(failure { try select.bind(real: Double.nan, at: 1) }.name == "SQLITE_MISMATCH")
        #expect(failure { try select.bind(real: Double.signalingNaN, at: 1) }.name == "SQLITE_MISMATCH")
    }

    static let byteStrings: [[UInt8]] = [
        [], [0], Array("text".utf8), Array("a\0b\0".utf8), [0xFF, 0xC0, 0x80, 0xED, 0xA0, 0x80], Array("ä€😀".utf8),
        Array(repeating: 0x7A, count: 100_000),
    ]

    @Test(arguments: byteStrings.indices, [BindLifetime.copied, .borrowed])
    func text(number: Int, lifetime: BindLifetime) throws {
        let bytes = Self.byteStrings[number]
        try bytes.withUnsafeBufferPointer { buffer in
            try roundTrip {
                try $0.bind(text: buffer, at: 1, lifetime: lifetime)
            } _: {
                #expect($0.type(at: 0) == .text)
                #expect($0.text(at: 0) == Text(bytes))
                #expect($0.value(at: 0).text.baseAddress != nil)
                #expect($0.text(at: 1) == "text")
            }
        }
        try roundTrip {
            try $0.bind(text: Text(bytes), at: 1)
        } _: {
            #expect($0.text(at: 0) == Text(bytes))
        }
    }

    @Test(arguments: byteStrings.indices, [BindLifetime.copied, .borrowed])
    func blob(number: Int, lifetime: BindLifetime) throws {
        let bytes = Self.byteStrings[number]
        try bytes.withUnsafeBytes { buffer in
            try roundTrip {
                try $0.bind(blob: buffer, at: 1, lifetime: lifetime)
            } _: {
                #expect($0.type(at: 0) == .blob)
                #expect($0.blob(at: 0) == bytes)
                #expect($0.text(at: 1) == "blob")
            }
        }
        try roundTrip {
            try $0.bind(blob: bytes, at: 1)
        } _: {
            #expect($0.blob(at: 0) == bytes)
        }
    }

    @Test func buffersWithoutAnAddressAreEmptyNotNull() throws {
        try roundTrip {
            try $0.bind(text: .init(start: nil, count: 0), at: 1, lifetime: .borrowed)
        } _: {
            #expect($0.text(at: 1) == "text")
        }
        try roundTrip {
            try $0.bind(blob: .init(start: nil, count: 0), at: 1, lifetime: .borrowed)
        } _: {
            #expect($0.text(at: 1) == "blob")
        }
    }

    @Test func null() throws {
        try roundTrip {
            try $0.bindNull(at: 1)
        } _: {
            #expect($0.isNull(at: 0))
            #expect($0.type(at: 0) == .null)
            #expect($0.int64(at: 0) == 0)
            #expect($0.double(at: 0) == 0)
            #expect($0.value(at: 0).text.baseAddress == nil)
            #expect($0.value(at: 0).blob.baseAddress == nil)
            #expect($0.text(at: 1) == "null")
        }
    }

    @Test func copiedBytesMayGo() throws {
        let connection = try memory()
        let statement = try connection.prepare("SELECT ?1, ?2")
        var bytes = Array("before".utf8)
        try bytes.withUnsafeBufferPointer { try statement.bind(text: $0, at: 1, lifetime: .copied) }
        try bytes.withUnsafeBytes { try statement.bind(blob: $0, at: 2, lifetime: .copied) }
        for index in bytes.indices { bytes[index] = 0x21 }
        #expect(try statement.step())
        #expect(statement.text(at: 0) == "before")
        #expect(statement.blob(at: 1) == Array("before".utf8))
    }

    @Test func anotherEncodingIsReadAsUTF8() throws {
        let connection = try memory()
        try connection.execute("PRAGMA encoding = 'UTF-16le'; CREATE TABLE t (a); INSERT INTO t VALUES ('ä€😀')")
        #expect(try connection.text("SELECT a FROM t") == Text("ä€😀".utf8))
    }

    @Test func conversions() throws {
        let connection = try memory()
        let statement = try connection.prepare("SELECT '12abc', 3.9, x'3132', 12, 9e99")
        #expect(try statement.step())
        #expect(statement.int64(at: 0) == 12)
        #expect(statement.int64(at: 1) == 3)
        #expect(statement.int64(at: 2) == 12)
        #expect(statement.text(at: 3) == "12")
        #expect(statement.int64(at: 4) == .max)
    }
}
