/// `TRUNC` as Django's functions do it: the start of the unit that a date or time lies in.
extension SQLFunctions {
    /// `noormme_date_trunc(unit, value, zone)` for year, quarter, month, week and day: `YYYY-MM-DD`.
    static func dateTrunc(_ call: FunctionCall) throws(FunctionFailure) {
        guard let value = call.moment(1) else { return call.resultNull() }
        let moment = try call.local(value, zone: 2)
        guard let date = try call.unit(0).truncated(moment.date) else { throw unsupportedUnit(call) }
        var text = ShortText()
        text.append(date)
        call.result(text: text)
    }

    /// `noormme_datetime_trunc(unit, value, zone)`, also for hour, minute and second: `YYYY-MM-DD HH:MM:SS`.
    static func datetimeTrunc(_ call: FunctionCall) throws(FunctionFailure) {
        guard let value = call.moment(1) else { return call.resultNull() }
        let moment = try call.local(value, zone: 2)
        let unit = try call.unit(0)
        var text = ShortText()
        if let date = unit.truncated(moment.date) {
            text.append(date)
            text.append(" 00:00:00")
        } else if let time = unit.truncated(moment.time) {
            text.append(Moment(date: moment.date, time: time))
        } else {
            throw unsupportedUnit(call)
        }
        call.result(text: text)
    }

    /// `noormme_time_trunc(unit, value, zone)` for hour, minute and second: `HH:MM:SS`.
    ///
    /// The zone moves a value with a date; a bare time of day has none to be moved on.
    static func timeTrunc(_ call: FunctionCall) throws(FunctionFailure) {
        let time: DayTime
        if let value = call.moment(1) {
            time = try call.local(value, zone: 2).time
        } else if let value = call.time(1) {
            time = value
        } else {
            return call.resultNull()
        }
        guard let start = try call.unit(0).truncated(time) else { throw unsupportedUnit(call) }
        var text = ShortText()
        text.append(start, fraction: false)
        call.result(text: text)
    }
}
