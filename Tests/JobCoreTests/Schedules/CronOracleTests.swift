// Random cron expressions, zones and moments against what another implementation says; Oracle/ has the script and what
// it wrote.

import Foundation
import Testing

@testable import JobCore

@Suite struct CronOracleTests {
  /// One line: a cron expression in a zone, a moment, and the seconds from it to the next times, one after another.
  private struct Line {
    let text: String
    let zone: String
    let expression: String
    let moment: Int
    let gaps: [Int]

    init(_ text: Substring) throws {
      let parts = text.split(separator: "|", omittingEmptySubsequences: false)
      try #require(parts.count == 4, "\(text)")
      self.text = String(text)
      zone = String(parts[0])
      expression = String(parts[1])
      moment = try #require(Int(parts[2]))
      gaps = parts[3].split(separator: " ").compactMap { Int($0) }
    }
  }

  private static let lines: Result<[Line], any Error> = Result {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Oracle/cron-times.txt")
    let text = try String(contentsOf: path, encoding: .utf8)
    return try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(Line.init)
  }

  private static func gaps(_ cron: ZonedCron, after moment: Int, count: Int) -> [Int] {
    var moment = moment
    var gaps: [Int] = []
    while gaps.count < count, let next = cron.next(after: moment) {
      gaps.append(next - moment)
      moment = next
    }
    return gaps
  }

  @Test func dueTimesAreThoseOfAnotherImplementation() throws {
    let lines = try Self.lines.get()
    #expect(lines.count >= 2_000)
    var differences: [String] = []
    for line in lines {
      let found = Self.gaps(try ZonedCron(line.expression, zone: line.zone), after: line.moment, count: line.gaps.count)
      if found != line.gaps { differences.append("\(line.text) — got \(found)") }
    }
    #expect(
      differences.isEmpty, "\(differences.count) lines differ:\n\(differences.prefix(10).joined(separator: "\n"))")
  }

  @Test func dueTimesDoNotDependOnWhenTheyAreAskedFor() throws {
    var differences: [String] = []
    for line in try Self.lines.get() {
      let cron = try ZonedCron(line.expression, zone: line.zone)
      let due = line.moment + line.gaps[0]
      let later = [3 * 86_400, 86_400, 7_200, 3_601, 60, 1].map { due - $0 }.filter { $0 > line.moment }
      for asked in later where cron.next(after: asked) != due {
        differences.append("\(line.text) — asked at \(asked)")
      }
      if let found = Self.walk(cron, from: line.moment - 3 * 86_400, past: line.moment), found != due {
        differences.append("\(line.text) — on the way from three days before: \(found)")
      }
    }
    #expect(
      differences.isEmpty, "\(differences.count) answers differ:\n\(differences.prefix(10).joined(separator: "\n"))")
  }

  /// The first due time after `moment` that a walk over all of them from `start` comes to; `nil` if the way is long.
  private static func walk(_ cron: ZonedCron, from start: Int, past moment: Int) -> Int? {
    var found = start
    for _ in 0..<200 {
      guard let next = cron.next(after: found) else { return nil }
      if next > moment { return next }
      found = next
    }
    return nil
  }
}
