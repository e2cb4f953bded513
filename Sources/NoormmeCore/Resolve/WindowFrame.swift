import NoormmeJSON
import NoormmeText

/// `{"type": "rows", "start": -1, "end": 0, "exclusion": "current row"}` as SQL.
enum WindowFrame {
    static func text(_ value: JSONValue) throws(NoormmeError) -> Text {
        try value.checkKeys(["type", "start", "end", "exclusion"])
        var text: Text
        guard let type = value.member("type") else { throw value.error(.malformedSpec, "A frame needs a type.") }
        let isRange = type.stringEquals("range")
        if isRange {
            text = "RANGE BETWEEN "
        } else if type.stringEquals("rows") {
            text = "ROWS BETWEEN "
        } else {
            throw type.error(.malformedSpec, "A frame's type must be \"rows\" or \"range\".")
        }
        let start = try bound(value.member("start"))
        let end = try bound(value.member("end"))
        if isRange {
            if let start, start > 0 {
                throw value.error(.valueError, "start argument must be a negative integer, zero, or None.")
            }
            if let end, end < 0 {
                throw value.error(.valueError, "end argument must be a positive integer, zero, or None.")
            }
        } else if let start, let end, start > end {
            throw value.error(.valueError, "start cannot be greater than end.")
        }
        text += edge(start, "UNBOUNDED PRECEDING")
        text += " AND "
        text += edge(end, "UNBOUNDED FOLLOWING")
        if let exclusion = value.member("exclusion"), !exclusion.isNull {
            switch exclusion.text.asciiLowercased {
            case "current row": text += " EXCLUDE CURRENT ROW"
            case "group": text += " EXCLUDE GROUP"
            case "ties": text += " EXCLUDE TIES"
            case "no others": text += " EXCLUDE NO OTHERS"
            default: throw exclusion.error(.typeError, "Unknown frame exclusion.")
            }
        }
        return text
    }

    private static func bound(_ value: JSONValue?) throws(NoormmeError) -> Int64? {
        guard let value, !value.isNull else { return nil }
        guard let number = value.int64 else {
            throw value.error(.valueError, "A frame bound must be an integer or null.")
        }
        return number
    }

    private static func edge(_ bound: Int64?, _ unbounded: Text) -> Text {
        guard let bound else { return unbounded }
        if bound == 0 { return "CURRENT ROW" }
        var text = bound < 0 ? Text(0 &- bound) : Text(bound)
        text += bound < 0 ? " PRECEDING" : " FOLLOWING"
        return text
    }
}
