// A cron expression: five fields, or six with seconds first, or a name. Says which civil times match; what they are in
// a time zone is ZonedCron's.

import CivilCalendar

/// A parsed cron expression.
///
/// The day rule is cron's: when both day fields are restricted, a day matches if either does; a field that begins
/// with `*` restricts nothing.
struct CronExpression: Hashable, Sendable {
  var second: CronField
  var minute: CronField
  var hour: CronField
  var dayOfMonth: CronField
  var month: CronField
  var dayOfWeek: CronField
  /// `L` as day of month: the last one.
  var isLastDay = false
  /// `5L` as day of week: bit 5, the last Friday of the month.
  var lastWeekdays: UInt8 = 0

  private static let names: [String: String] = [
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
  ]

  init(_ text: String) throws(CronError) {
    var fields = text.split(whereSeparator: { $0 == " " || $0 == "\t" })
    if let first = fields.first, first.hasPrefix("@") {
      if first.lowercased() == "@reboot" {
        throw CronError("@reboot is not a time; start the job from jobd's own unit instead")
      }
      guard fields.count == 1, let meaning = Self.names[first.lowercased()] else {
        throw CronError(
          "\"\(text.firstBytes(60))\" is not a name; there are \(Self.names.keys.sorted().joined(separator: ", "))")
      }
      fields = meaning.split(separator: " ")
    }
    guard fields.count == 5 || fields.count == 6 else {
      throw CronError("has \(fields.count) fields; it takes five, or six with seconds first")
    }
    second = fields.count == 6 ? try CronFieldKind.second.parse(fields.removeFirst()) : CronField(bits: 1)
    minute = try CronFieldKind.minute.parse(fields[0])
    hour = try CronFieldKind.hour.parse(fields[1])
    (dayOfMonth, isLastDay) = try Self.daysOfMonth(fields[2])
    month = try CronFieldKind.month.parse(fields[3])
    (dayOfWeek, lastWeekdays) = try Self.daysOfWeek(fields[4])
  }

  private static func daysOfMonth(_ text: Substring) throws(CronError) -> (CronField, Bool) {
    var field = CronField(isStar: text.hasPrefix("*") || text == "?")
    var isLast = false
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      if part.uppercased() == "L" { isLast = true } else { try CronFieldKind.dayOfMonth.add(part, to: &field) }
    }
    return (field, isLast)
  }

  private static func daysOfWeek(_ text: Substring) throws(CronError) -> (CronField, UInt8) {
    var field = CronField(isStar: text.hasPrefix("*") || text == "?")
    var last: UInt8 = 0
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      if part.count > 1, part.uppercased().hasSuffix("L") {
        let day = try CronFieldKind.dayOfWeek.number(part.dropLast())
        last |= 1 << UInt8(day % 7)
      } else {
        try CronFieldKind.dayOfWeek.add(part, to: &field)
      }
    }
    return (field, last)
  }

  /// It names every hour: such a schedule goes by elapsed time where the clock is put back.
  var isEveryHour: Bool {
    hour.bits == (1 << 24) - 1
  }

  // MARK: Matching

  /// How far ahead a match is looked for: leap days come within eight years, and a weekday on one within forty.
  static let yearsMax = 41

  /// The first matching civil time after `time`, or at it if `isInclusive`; `nil` if there is none within 41 years.
  func next(after time: CivilTime, isInclusive: Bool = false) -> CivilTime? {
    var day = CivilDay(time)
    var from = isInclusive ? time.secondOfDay : time.secondOfDay + 1
    let lastYear = day.year + Self.yearsMax
    while day.year <= lastYear {
      if !month.contains(day.month) {
        day = day.firstOfNextMonth
      } else {
        if matches(day), let second = secondOfDay(from: from) { return CivilTime(day, secondOfDay: second) }
        day = day.next
      }
      from = 0
    }
    return nil
  }

  private func matches(_ day: CivilDay) -> Bool {
    let monthDay = dayOfMonth.contains(day.day) || (isLastDay && day.day == day.daysInMonth)
    let weekday = day.weekday
    let isLastOfItsKind = day.day + 7 > day.daysInMonth
    let weekDay =
      dayOfWeek.contains(weekday) || (isLastOfItsKind && lastWeekdays & (1 << UInt8(weekday)) != 0)
    if dayOfMonth.isStar || dayOfWeek.isStar { return monthDay && weekDay }
    return monthDay || weekDay
  }

  private func secondOfDay(from start: Int) -> Int? {
    if start >= 86_400 { return nil }
    let (startHour, startMinute, startSecond) = (start / 3_600, start / 60 % 60, start % 60)
    var candidate = hour.first(from: startHour)
    while let foundHour = candidate {
      let isStartHour = foundHour == startHour
      var minuteCandidate = minute.first(from: isStartHour ? startMinute : 0)
      while let foundMinute = minuteCandidate {
        let isStart = isStartHour && foundMinute == startMinute
        if let foundSecond = second.first(from: isStart ? startSecond : 0) {
          return foundHour * 3_600 + foundMinute * 60 + foundSecond
        }
        minuteCandidate = minute.first(from: foundMinute + 1)
      }
      candidate = hour.first(from: foundHour + 1)
    }
    return nil
  }
}
