// The end of an attempt as text: it is the same end when it is read, also from a jobd that wrote less, and none if what
// it names is not known.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct EndRecordTests {
  private var end: Transition {
    var end = Transition(
      fence: Fence(job: JobID(7), start: 2, boot: 5), attempt: 1, startedAt: .noon, next: .failed, reason: .exit,
      outcome: .failed, exitCode: 3, failure: JobFailure(code: "c", message: "m"), finishedAt: .noon + 5, pid: 77,
      log: LogSummary(stdoutBytes: 1, stderrBytes: 2, isTruncated: true), hasResult: true, result: [0, 0xFF],
      keepForMicros: 12)
    end.isTimedOut = true
    return end
  }

  /// The end as it is read when its text has been changed so.
  private func read(_ change: (inout [String: Any]) -> Void = { _ in }) throws -> Transition? {
    let data = try JSONEncoder().encode(EndRecord(end, store: "s"))
    var fields = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    change(&fields)
    let changed = try JSONSerialization.data(withJSONObject: fields)
    return try JSONDecoder().decode(EndRecord.self, from: changed).transition
  }

  @Test func endIsReadAsItWasWritten() throws {
    #expect(try read() == end)
    #expect(EndRecord(end, store: "s").store == "s")
  }

  @Test func textOfAnEarlierJobdIsReadToo() throws {
    var earlier = end
    earlier.isTimedOut = false
    #expect(try read { $0["isTimedOut"] = nil } == earlier)
  }

  @Test(arguments: ["next", "outcome"]) func endThatLeadsNowhereIsNone(_ field: String) throws {
    #expect(try read { $0[field] = 99 } == nil)
  }

  @Test func endWithoutTheBytesOfBothItsLogsIsNone() throws {
    for count in [0, 1, 3] { #expect(try read { $0["logBytes"] = [Int](repeating: 1, count: count) } == nil) }
  }

  @Test func endThatCannotSayWhyIsAnEndAllTheSame() throws {
    var unexplained = end
    unexplained.reason = nil
    #expect(try read { $0["reason"] = 9_999 } == unexplained)
    var nameless = end
    nameless.failure = nil
    #expect(try read { $0["failure"] = ["c"] } == nameless)
  }
}
