import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// How a literal that a request's template leaves out gets into a plan's parameter.
public enum PlanLiteral {
    /// What kind of literal a template leaves out.
    public enum Kind: UInt8, Sendable {
        case text = 1
        case integer = 2
        case real = 3
    }

    /// Whether a literal of this kind is bound as it is: then no conversion need be asked.
    ///
    /// - Parameter conversion: of the parameter, packed.
    public static func isDirect(_ kind: Kind, conversion: Int32) -> Bool {
        let conversion = Conversion(packed: conversion)
        switch conversion.operation {
        case .plain, .ceiling, .store: break
        default: return false
        }
        switch (kind, conversion.type) {
        case (.integer, .any), (.integer, .integer), (.integer, .bigInteger), (.integer, .duration), (.integer, .real),
            (.integer, .decimal):
            return true
        case (.integer, .positiveInteger): return conversion.operation == .store
        case (.text, .any), (.text, .text), (.text, .ipAddress): return true
        case (.real, .any), (.real, .real): return conversion.operation != .ceiling
        default: return false
        }
    }

    /// Whether a plan made for one literal of this kind serves every other one that can be converted.
    ///
    /// Fractions are taken where they are stored or compared as they are: comparing whole numbers with them
    /// can change what is asked.
    public static func isReplaceable(_ kind: Kind, conversion: Int32) -> Bool {
        kind != .real || Conversion(packed: conversion).operation == .store || isDirect(kind, conversion: conversion)
    }

    /// The value of a literal; nil when it cannot take the parameter's place: such a request is compiled.
    public static func value(_ literal: JSONValue, conversion: Int32) -> SQLValue? {
        do throws(NoormmeError) {
            guard case .value(let value) = try ValuePreparer.prepare(literal, Conversion(packed: conversion)) else {
                return nil
            }
            return value
        } catch {
            return nil
        }
    }

    /// How literals are stored in a column of this type, packed.
    public static func storing(_ type: FieldType) -> Int32 { Conversion(type, .store).packed }

    /// The text of a moment of the years 1 to 9999 as it is stored, `2024-01-31 12:30:00.500000` in UTC; nil for others.
    ///
    /// - Parameter milliseconds: since 1970-01-01 UTC, whole.
    public static func moment(milliseconds: Double) -> Text? {
        guard milliseconds >= -62_135_596_800_000, milliseconds < 253_402_300_800_000,
            let whole = Int64(exactly: milliseconds)
        else { return nil }
        return Temporal(milliseconds: whole).datetimeText
    }
}
