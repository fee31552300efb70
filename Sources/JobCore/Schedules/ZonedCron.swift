// A cron expression in a time zone: which moments it means, also where the clock is put forward or back.

import struct Foundation.Date
import struct Foundation.TimeZone

/// The due times of a cron expression in an IANA time zone.
///
/// - A civil time that is skipped, because the clock is put forward over it, is due at the first moment after the gap.
/// - A civil time that is repeated, because the clock is put back, is due the first time only.
/// - An expression that names every hour goes by elapsed time instead: it is due in both of two repeated hours, and
///   what is skipped is not made up for, because nothing is late.
struct ZonedCron: Sendable {
  let expression: CronExpression
  let zone: TimeZone

  /// - Errors: `CronError` for an expression or a zone that is not known.
  init(_ text: String, zone name: String) throws(CronError) {
    expression = try CronExpression(text)
    zone = try Self.zone(name)
  }

  static func zone(_ name: String) throws(CronError) -> TimeZone {
    // Foundation also takes abbreviations and offsets, which have no rules for the clock.
    guard name.utf8.count <= 64, name == "UTC" || name.contains("/"), let zone = TimeZone(identifier: name) else {
      throw CronError(
        "\"\(name.prefix(64))\" is not a time zone; use UTC or an IANA name with its area, such as Europe/Berlin")
    }
    return zone
  }

  /// The first due second after `moment`, in seconds since the epoch; `nil` if there is none within 41 years.
  func next(after moment: Int) -> Int? {
    expression.isEveryHour ? nextByElapsedTime(after: moment) : nextByTheClock(after: moment)
  }

  private func nextByTheClock(after moment: Int) -> Int? {
    var civil = civil(moment)
    while let match = expression.next(after: civil) {
      let due = firstMoment(of: match)
      if due > moment { return due }
      civil = match
    }
    return nil
  }

  private func nextByElapsedTime(after moment: Int) -> Int? {
    var start = moment
    var isInclusive = false
    while true {
      let offset = offset(start)
      guard let match = expression.next(after: CivilTime(seconds: start + offset), isInclusive: isInclusive) else {
        return nil
      }
      let due = match.seconds - offset
      // Only a change soon after `start` can repeat a civil time that has passed already.
      guard let change = change(after: start, by: min(due, start + Self.nearSeconds)) else {
        if self.offset(due) == offset || due <= start + Self.nearSeconds { return due }
        // The offset has changed on the way: look again from nearby, where the one that holds is known.
        start = due - Self.nearSeconds
        isInclusive = true
        continue
      }
      if due < change { return due }
      start = change
      isInclusive = true
    }
  }

  /// No clock is put forward or back by more than a day.
  private static let nearSeconds = 2 * 86_400

  // MARK: The zone

  private func offset(_ moment: Int) -> Int {
    zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment)))
  }

  private func civil(_ moment: Int) -> CivilTime {
    CivilTime(seconds: moment + offset(moment))
  }

  /// The first moment the clock shows `civil`; of a time it skips, the first moment after the gap.
  private func firstMoment(of civil: CivilTime) -> Int {
    // Far enough to be on either side of a change, near enough for there to be one only; a zone may skip a whole day.
    let before = offset(civil.seconds - 2 * 86_400)
    let after = offset(civil.seconds + 2 * 86_400)
    let moments = [civil.seconds - before, civil.seconds - after].filter { self.civil($0) == civil }
    if let first = moments.min() { return first }
    let (low, high) = (civil.seconds - max(before, after) - 1, civil.seconds - min(before, after) + 1)
    return change(after: low, by: high) ?? civil.seconds - after
  }

  /// The moment between `start` and `end` from which another offset holds; `nil` if it is the same at both.
  private func change(after start: Int, by end: Int) -> Int? {
    let offset = offset(start)
    if end <= start || self.offset(end) == offset { return nil }
    var (low, high) = (start, end)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if self.offset(middle) == offset { low = middle } else { high = middle }
    }
    return high
  }
}
