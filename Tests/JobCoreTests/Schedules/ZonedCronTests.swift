// Cron in time zones, above all where the clock is put forward or back.

import Foundation
import Testing

@testable import JobCore

@Suite struct ZonedCronTests {
  /// The next `count` due times after `start`, all in UTC.
  private func next(_ text: String, _ zone: String, after start: String, _ count: Int) throws -> [String] {
    let cron = try ZonedCron(text, zone: zone)
    let format = Date.ISO8601FormatStyle()
    var moment = Int(try format.parse(start).timeIntervalSince1970)
    var found: [String] = []
    while found.count < count, let due = cron.next(after: moment) {
      found.append(Date(timeIntervalSince1970: Double(due)).formatted(format))
      moment = due
    }
    return found
  }

  @Test func skippedTimeIsDueAfterTheGapOnce() throws {
    // Berlin, 2026-03-29: 02:00 CET becomes 03:00 CEST, at 01:00 UTC.
    let daily = try next("30 2 * * *", "Europe/Berlin", after: "2026-03-28T00:00:00Z", 3)
    #expect(daily == ["2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"])
    let several = try next("0,20,40 2 * * *", "Europe/Berlin", after: "2026-03-28T12:00:00Z", 2)
    #expect(several == ["2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"])
    let newYork = try next("30 2 8 3 *", "America/New_York", after: "2026-03-01T00:00:00Z", 1)
    #expect(newYork == ["2026-03-08T07:00:00Z"])
  }

  @Test func repeatedTimeIsDueTheFirstTimeOnly() throws {
    // Berlin, 2026-10-25: 03:00 CEST becomes 02:00 CET, at 01:00 UTC.
    let daily = try next("30 2 * * *", "Europe/Berlin", after: "2026-10-24T12:00:00Z", 2)
    #expect(daily == ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"])
    let twoHours = try next("0 */2 * * *", "Europe/Berlin", after: "2026-10-24T23:00:00Z", 3)
    #expect(twoHours == ["2026-10-25T00:00:00Z", "2026-10-25T03:00:00Z", "2026-10-25T05:00:00Z"])
    let newYork = try next("30 1 1 11 *", "America/New_York", after: "2026-10-25T00:00:00Z", 2)
    #expect(newYork == ["2026-11-01T05:30:00Z", "2027-11-01T05:30:00Z"])
  }

  @Test func everyHourGoesByElapsedTime() throws {
    let back = try next("*/30 * * * *", "Europe/Berlin", after: "2026-10-24T23:30:00Z", 6)
    #expect(
      back == [
        "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z",
        "2026-10-25T02:00:00Z", "2026-10-25T02:30:00Z",
      ])
    let forward = try next("0 * * * *", "Europe/Berlin", after: "2026-03-28T23:30:00Z", 3)
    #expect(forward == ["2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"])
  }

  @Test func halfHoursAndWholeDaysAreSkippedToo() throws {
    // Lord Howe goes from +10:30 to +11:00 on 2026-10-04 at 02:00, and back on 2026-04-05.
    let howe = try next("15 2 * * *", "Australia/Lord_Howe", after: "2026-10-02T16:00:00Z", 2)
    #expect(howe == ["2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"])
    let back = try next("45 1 * * *", "Australia/Lord_Howe", after: "2026-04-04T10:00:00Z", 2)
    #expect(back == ["2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"])
    // Apia went without 2011-12-30: what was due on it is due as the 31st begins.
    let apia = try next("0 12 * * *", "Pacific/Apia", after: "2011-12-29T00:00:00Z", 3)
    #expect(apia == ["2011-12-29T22:00:00Z", "2011-12-30T10:00:00Z", "2011-12-30T22:00:00Z"])
  }

  @Test(arguments: ["Mars/Olympus", "", "Berlin", "+02:00", "CEST", "../etc/passwd", "Europe/"])
  func unknownZonesAreRefused(_ zone: String) {
    #expect(throws: CronError.self) { _ = try ZonedCron("* * * * *", zone: zone) }
  }

  @Test func dueTimesNeverGoBackAndNeverStandStill() throws {
    for zone in ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Casablanca"] {
      for text in ["*/20 * * * *", "30 2 * * *", "0 0 * * *", "15,45 */3 * * *", "59 23 L * *"] {
        let cron = try ZonedCron(text, zone: zone)
        var moment = 1_767_225_600
        for _ in 0..<2_000 {
          guard let due = cron.next(after: moment) else { break }
          #expect(due > moment, "\(text) \(zone) \(moment)")
          moment = due
        }
      }
    }
  }
}
