import NoormmeText

/// How a literal becomes a bound value: the type of what it is compared with or stored in, and what the
/// lookup does to it. Packed into `Parameter.conversion`, so that a cached plan can convert again.
struct Conversion: Equatable {
    enum Operation: UInt8 {
        /// As the type asks.
        case plain
        /// Integers: the next one above a fraction (`gte`, `lt`).
        case ceiling
        /// LIKE patterns.
        case likeExact, likeContains, likeStarts, likeEnds
        /// Text as it is, whatever the type (`regex`).
        case verbatim
        /// The first or last moment of a year.
        case yearStart, yearEnd
        /// Stored, not compared.
        case store
        /// Every element of an array, as one JSON array.
        case list
        /// GLOB patterns.
        case globContains, globStarts, globEnds

        var isLike: Bool {
            switch self {
            case .likeExact, .likeContains, .likeStarts, .likeEnds: true
            default: false
            }
        }
    }

    var type: FieldType
    var operation: Operation
    /// Dates with times say whether they are of UTC (`…Z`) or of the database's zone: the statement moves the latter.
    var keepsZone = false

    init(_ type: FieldType, _ operation: Operation = .plain, keepsZone: Bool = false) {
        self.type = type
        self.operation = operation
        self.keepsZone = keepsZone
    }

    var packed: Int32 {
        let (code, digits, places): (Int32, Int32, Int32) =
            switch type {
            case .any: (0, 0, 0)
            case .integer: (1, 0, 0)
            case .positiveInteger: (2, 0, 0)
            case .real: (3, 0, 0)
            case .decimal(let digits, let places): (4, min(digits, 255), min(places, 255))
            case .boolean: (5, 0, 0)
            case .text: (6, 0, 0)
            case .date: (7, 0, 0)
            case .datetime: (8, 0, 0)
            case .datetimeMilliseconds: (9, 0, 0)
            case .time: (10, 0, 0)
            case .duration: (11, 0, 0)
            case .uuidHex: (12, 0, 0)
            case .json: (13, 0, 0)
            case .blob: (14, 0, 0)
            case .ipAddress: (15, 0, 0)
            case .bigInteger: (16, 0, 0)
            }
        return code | Int32(operation.rawValue) << 5 | digits << 9 | places << 17 | (keepsZone ? 1 << 25 : 0)
    }

    init(packed: Int32) {
        let type: FieldType =
            switch packed & 31 {
            case 1: .integer
            case 2: .positiveInteger
            case 3: .real
            case 4: .decimal(digits: packed >> 9 & 255, places: packed >> 17 & 255)
            case 5: .boolean
            case 6: .text
            case 7: .date
            case 8: .datetime
            case 9: .datetimeMilliseconds
            case 10: .time
            case 11: .duration
            case 12: .uuidHex
            case 13: .json
            case 14: .blob
            case 15: .ipAddress
            case 16: .bigInteger
            default: .any
            }
        self.init(
            type, Operation(rawValue: UInt8(truncatingIfNeeded: packed >> 5 & 15)) ?? .plain,
            keepsZone: packed & 1 << 25 != 0)
    }
}
