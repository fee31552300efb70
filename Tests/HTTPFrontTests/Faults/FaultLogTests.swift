// Requests that fail for our own sake are found in the log, and do not fill it.

import Logging
import NIOCore
import TestSupport
import Testing

@testable import HTTPFront

@Suite struct FaultLogTests {
  private struct Ill: Error {
    let number: Int
  }

  private let lines = Noted<[NotedLine]>([])

  private func log() -> FaultLog {
    let lines = lines
    return FaultLog(Logger(label: "test") { _ in NotingLogHandler(lines: lines) })
  }

  @Test func sameFailureIsSaidOnceAMinute() throws {
    let log = log()
    let start = NIODeadline.now()
    for _ in 0..<3 { log.note(Ill(number: 1), route: "/a", now: start) }
    log.note(Ill(number: 2), route: "/b", now: start)
    let said = lines.value
    #expect(said.map { $0.metadata["route"] } == ["/a", "/b"] && said.allSatisfy { $0.level == .error })
    #expect(said.first?.metadata["error"].map { "\($0)".contains("number: 1") } == true)
    log.note(Ill(number: 1), route: "/a", now: start + HTTPTimeouts.faultSaid)
    #expect(lines.value.count == 3)
  }

  @Test func noMoreAreSaidThanSomebodyReads() {
    let log = log()
    let start = NIODeadline.now()
    for number in 0..<(2 * HTTPLimits.faultsSaidMax) { log.note(Ill(number: number), route: "/a", now: start) }
    #expect(lines.value.count == HTTPLimits.faultsSaidMax)
  }
}
