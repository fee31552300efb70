// Selections of jobs, and places in a list that no client makes up.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct JobFilterWireTests {
  @Test func everyFieldArrives() throws {
    var wire = JobFilterWire()
    let isKnown = wire.add(state: "failed")
    #expect(isKnown)
    wire.queue = "ci"
    wire.kind = "http"
    wire.name = "a*"
    wire.since = WireTime(micros: 1)
    wire.until = WireTime(micros: 2)
    wire.batch = 3
    wire.schedule = "nightly"
    wire.finishedSince = WireTime(micros: 4)
    wire.finishedUntil = WireTime(micros: 5)
    (wire.reason, wire.exitCode, wire.text) = ("timeout", 3, "rsync")
    let filter = try JobFilter(wire, prefix: "")
    #expect(filter.finishedSince == Timestamp(micros: 4) && filter.finishedUntil == Timestamp(micros: 5))
    #expect(filter.reason == .timeout && filter.exitCode == 3 && filter.text == "rsync")
    #expect(filter.states == [.failed] && filter.queue == "ci" && filter.kind == .http && filter.nameGlob == "a*")
    #expect(filter.since == Timestamp(micros: 1) && filter.until == Timestamp(micros: 2))
    #expect(filter.batch == BatchID(3) && filter.schedule == "nightly")
  }

  @Test func attemptsAreARange() throws {
    for (wanted, range) in [(WireAttempts.exactly(2), 2...2), (.moreThan(1), 2...Int.max), (.exactly(0), 0...0)] {
      var wire = JobFilterWire()
      wire.attempts = wanted
      #expect(try JobFilter(wire, prefix: "").attempts == range)
    }
  }

  @Test func aKindThatIsNoneIsNamedWithItsPlace() {
    var wire = JobFilterWire()
    wire.kind = "lambda"
    wire.reason = "boredom"
    wire.text = ""
    let fault = #expect(throws: HTTPFault.self) { try JobFilter(wire, prefix: "filter.") }
    guard case .invalid(let problems) = fault else {
      Issue.record("\(String(describing: fault))")
      return
    }
    #expect(problems.map(\.field) == ["filter.kind", "filter.reason", "filter.q"])
  }

  @Test func whatIsTooLongIsNamedWithItsPlace() {
    var wire = JobFilterWire()
    wire.name = "*" + String(repeating: "a", count: Limits.nameGlobBytesMax)
    wire.tags = Dictionary(uniqueKeysWithValues: (0...Limits.tagCountMax).map { ("k\($0)", "v") })
    let fault = #expect(throws: HTTPFault.self) { try JobFilter(wire, prefix: "filter.") }
    guard case .invalid(let problems) = fault else {
      Issue.record("\(String(describing: fault))")
      return
    }
    #expect(problems.map(\.field) == ["filter.name", "filter.tags"])
  }

  /// A request is told one bound of a field, whoever finds out first.
  @Test func boundsOfTheWireAreThoseOfTheEngine() {
    #expect(WireLimits.nameGlobBytesMax == Limits.nameGlobBytesMax && WireLimits.tagsMax == Limits.tagCountMax)
    #expect(WireLimits.searchTextBytesMax == Limits.searchTextBytesMax)
    #expect(WireLimits.entriesMax == Limits.environmentCountMax && WireLimits.headersMax == Limits.httpHeadersMax)
  }

  @Test func cursorsComeBack() throws {
    let cursor = JobCursor(id: JobID(7), priority: -3, moment: -1)
    #expect(try JobCursor(parsing: cursor.text) == cursor)
  }

  @Test(arguments: ["", "7", "7_0", "7_0_0_0", "0_0_0", "-7_0_0", "a_0_0", "7_b_0", "7_0_c"])
  func cursorsThatNoListGaveAreRefused(_ text: String) {
    #expect(throws: HTTPFault.self) { try JobCursor(parsing: text) }
  }
}
