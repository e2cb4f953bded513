import NoormmeText

/// The one error type of the library, in every language.
///
/// A message is one line. It names what was wrong and where in the request,
/// and never carries a value the caller passed: values may be secrets.
public struct NoormmeError: Error, Sendable, Equatable {
    public var code: ErrorCode
    public var message: Text
    /// Where in the request, as a JSON path such as `$.steps[0][1].email`; empty when it has no place.
    public var path: Text
    /// The extended SQLite result code, 0 when SQLite was not involved.
    public var sqliteCode: Int32
    /// Name of the model the error speaks of, if any.
    public var model: Text
    /// Name of the field, column or constraint the error speaks of, if any.
    public var field: Text
    /// The rows that forbid a deletion (`.protected`, `.restricted`), as JSON:
    /// `[{"foreign_key": "posts.author", "keys": [1, 2], "more": false}]`; else empty.
    public var heldBy = Text()

    public init(
        _ code: ErrorCode, _ message: Text, path: Text = Text(), sqliteCode: Int32 = 0, model: Text = Text(),
        field: Text = Text()
    ) {
        self.code = code
        self.message = message.onOneLine
        self.path = path
        self.sqliteCode = sqliteCode
        self.model = model
        self.field = field
    }

    /// The texts as they are, for a module whose own properties of these names hide them.
    public var texts: (message: Text, path: Text, model: Text, field: Text) { (message, path, model, field) }
}

extension Text {
    /// Control characters, which a quoted name may hold, written as `\x0A`.
    fileprivate var onOneLine: Text {
        if bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) { return self }
        let digits: StaticString = "0123456789ABCDEF"
        var line: [UInt8] = []
        for byte in bytes {
            guard byte < 0x20 || byte == 0x7F else {
                line.append(byte)
                continue
            }
            line.append("\\x" as StaticString)
            line.append(digits.utf8Start[Int(byte >> 4)])
            line.append(digits.utf8Start[Int(byte & 15)])
        }
        return Text(line)
    }
}

/// Codes are pinned: a number is never given a new meaning, new ones are appended.
/// The hundreds say whose turn it is: 100 the host misused the interface, 200 the query is wrong,
/// 300 the data is not what was demanded, 400 the data refuses the write, 500 the database cannot now,
/// 600 migrations, 900 a bug of ours.
public enum ErrorCode: Int32, Sendable {
    case misuse = 100
    case closed = 101
    case concurrentUse = 102
    case invalidOption = 103
    case versionMismatch = 104
    case transactionEnded = 105

    case malformedJSON = 200
    case malformedSpec = 201
    case unknownModel = 202
    case fieldError = 203
    case unsupportedLookup = 204
    case valueError = 205
    case typeError = 206
    case notSupported = 207
    case rawRefused = 208
    case tooComplex = 209
    case fieldDoesNotExist = 210
    case attributeError = 211
    case indexError = 212
    case notImplemented = 213
    case validationError = 214
    case programmingError = 215

    case doesNotExist = 300
    case multipleObjectsReturned = 301
    case notUpdated = 302

    case integrity = 400
    case unique = 401
    case foreignKey = 402
    case notNull = 403
    case check = 404
    case protected = 405
    case restricted = 406
    case dataError = 407

    case operational = 500
    case busy = 501
    case readOnly = 502
    case full = 503
    case cannotOpen = 504
    case notADatabase = 505
    case corrupt = 506
    case interrupted = 507
    case timeout = 508
    case outOfMemory = 509
    case inputOutput = 510
    case databaseError = 511
    case transactionAborted = 512

    case internalError = 900

    /// The class name bindings give the error, which is Django's where Django has one.
    public var name: StaticString {
        switch self {
        case .misuse, .versionMismatch: "MisuseError"
        case .closed: "ClosedError"
        case .concurrentUse: "ConcurrentUseError"
        case .invalidOption: "OptionError"
        case .transactionEnded, .transactionAborted: "TransactionManagementError"
        case .malformedJSON, .malformedSpec, .tooComplex: "SpecError"
        case .unknownModel: "UnknownModelError"
        case .fieldError, .unsupportedLookup: "FieldError"
        case .valueError: "ValueError"
        case .typeError: "TypeError"
        case .notSupported, .rawRefused: "NotSupportedError"
        case .fieldDoesNotExist: "FieldDoesNotExist"
        case .attributeError: "AttributeError"
        case .indexError: "IndexError"
        case .notImplemented: "NotImplementedError"
        case .validationError: "ValidationError"
        case .programmingError: "ProgrammingError"
        case .doesNotExist: "DoesNotExist"
        case .multipleObjectsReturned: "MultipleObjectsReturned"
        case .notUpdated: "NotUpdated"
        case .integrity, .unique, .foreignKey, .notNull, .check: "IntegrityError"
        case .protected: "ProtectedError"
        case .restricted: "RestrictedError"
        case .dataError: "DataError"
        case .operational, .busy, .readOnly, .full, .cannotOpen, .interrupted, .timeout, .outOfMemory, .inputOutput:
            "OperationalError"
        case .notADatabase, .corrupt, .databaseError: "DatabaseError"
        case .internalError: "InternalError"
        }
    }
}
