/// `EXTRACT` as Django's functions do it: numbers out of dates and times.
///
/// A value that is no date gives NULL, an unknown unit or zone is an error; NULL in, NULL out.
extension SQLFunctions {
    /// `noormme_date_extract(unit, value)` and `noormme_datetime_extract(unit, value, zone)`.
    ///
    /// A date without a time of day counts as its midnight. Besides Django's units, `date` and `time` give
    /// the parts as text.
    static func extract(_ call: FunctionCall) throws(FunctionFailure) {
        guard let value = call.moment(1) else { return call.resultNull() }
        let moment = try call.local(value, zone: 2)
        let unit = try call.unit(0)
        if let number = unit.number(of: moment) { return call.result(Int64(number)) }
        var text = ShortText()
        if unit == .date {
            text.append(moment.date)
        } else {
            text.append(moment.time)
        }
        call.result(text: text)
    }

    /// `noormme_time_extract(unit, value)`, for hour, minute, second and microsecond.
    static func timeExtract(_ call: FunctionCall) throws(FunctionFailure) {
        guard let time = call.time(1) else { return call.resultNull() }
        guard let number = try call.unit(0).number(of: time) else { throw unsupportedUnit(call) }
        call.result(Int64(number))
    }

    /// `noormme_datetime_cast_date(value, zone)`: `YYYY-MM-DD`.
    static func castDate(_ call: FunctionCall) throws(FunctionFailure) {
        guard let value = call.moment(0) else { return call.resultNull() }
        var text = ShortText()
        text.append(try call.local(value, zone: 1).date)
        call.result(text: text)
    }

    /// `noormme_datetime_cast_time(value, zone)`: `HH:MM:SS[.ffffff]`.
    static func castTime(_ call: FunctionCall) throws(FunctionFailure) {
        guard let value = call.moment(0) else { return call.resultNull() }
        var text = ShortText()
        text.append(try call.local(value, zone: 1).time)
        call.result(text: text)
    }

    /// `noormme_datetime(value[, zone])`: the value in Django's text form, from any form that is understood.
    static func datetime(_ call: FunctionCall) throws(FunctionFailure) {
        guard let value = call.moment(0) else { return call.resultNull() }
        var moment = try call.local(value, zone: 1)
        moment.isDate = false
        var text = ShortText()
        text.append(moment)
        call.result(text: text)
    }

    /// `noormme_datetime_to_utc(value, zone)`: UTC of a local time of the zone, in Django's text form.
    ///
    /// A time that the clock shows twice is the earlier; one that it skips keeps the offset before the gap. A value
    /// that names its offset, and a number, is taken at its word.
    static func datetimeToUTC(_ call: FunctionCall) throws(FunctionFailure) {
        guard let value = call.moment(0) else { return call.resultNull() }
        var moment = value
        moment.isDate = false
        if call.isLocal(0), let zone = try call.zone(1) {
            guard let utc = zone.utc(moment) else { throw FunctionFailure("date out of range") }
            moment = utc
        }
        var text = ShortText()
        text.append(moment)
        call.result(text: text)
    }

    static func unsupportedUnit(_ call: FunctionCall) -> FunctionFailure {
        guard let name = call.text(0) else { return FunctionFailure("the unit is not text") }
        return FunctionFailure("unsupported unit", name: name)
    }
}
