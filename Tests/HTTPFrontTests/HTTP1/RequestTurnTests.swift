// Whose turn it is: a connection that sends many requests at once is served some of them, and the next ones when others
// have had their turn.

import NIOCore
import NIOHTTP1
import Testing

@testable import HTTPFront

@Suite struct RequestTurnTests {
  private static let served = ["serve 0", "write 200 unsaid"]

  private func line(requestsPerTurn: Int) -> TestLine {
    var limits = HTTPLimits()
    limits.requestsPerTurnMax = requestsPerTurn
    return TestLine(limits: limits)
  }

  /// A request that is answered at once, if it is served, in the middle of a read cycle.
  private func request(_ line: inout TestLine, _ path: String) {
    line.head(path)
    line.receive(.end(nil))
    if line.state.isServing { line.answer() }
  }

  @Test func whoSendsManyRequestsAtOnceIsServedSomeAndThenWaitsForOthers() {
    var line = line(requestsPerTurn: 2)
    for _ in 0..<4 { request(&line, "/hello") }
    #expect(line.take() == Self.served + Self.served)
    #expect(!line.state.takesInput)
    line.endReadCycle()
    #expect(line.take() == ["wait for turn"])
    line.endReadCycle()
    #expect(line.take().isEmpty)
    line.takeTurn()
    #expect(line.take() == ["serve 0"])
  }

  @Test func answersThatComeLaterCountToo() {
    var line = line(requestsPerTurn: 2)
    for _ in 0..<3 { line.request() }
    line.answer()
    #expect(line.take() == ["serve 0", "write 200 unsaid", "serve 0"])
    line.answer()
    #expect(line.take() == ["write 200 unsaid", "wait for turn"])
    line.takeTurn()
    #expect(line.take() == ["serve 0"])
  }

  @Test func whoHasShownNoTokenHasOneRequestATurn() {
    var line = line(requestsPerTurn: 16)
    for _ in 0..<2 { request(&line, "/open") }
    line.endReadCycle()
    #expect(line.take() == Self.served + ["wait for turn"])
    line.takeTurn()
    #expect(line.take() == ["serve 0"])
  }

  @Test func refusedRequestsAreRequests() {
    var line = line(requestsPerTurn: 16)
    for _ in 0..<3 { request(&line, "/no") }
    line.endReadCycle()
    #expect(line.take() == ["write 404 unsaid", "wait for turn"])
  }

  @Test func whoAsksForOneThingAfterTheOtherNeverWaits() {
    var line = line(requestsPerTurn: 2)
    for path in ["/open", "/open", "/hello", "/hello", "/hello"] {
      request(&line, path)
      line.endReadCycle()
      #expect(line.take() == Self.served)
    }
  }

  @Test func bytesThatAreNotParsedWaitForTheTurn() {
    var line = line(requestsPerTurn: 1)
    request(&line, "/hello")
    line.holdBytes()
    line.endReadCycle()
    #expect(line.take() == Self.served + ["wait for turn"])
    line.takeTurn()
    #expect(line.take() == ["resume"])
  }

  @Test func bodyOfTheLastRequestOfATurnIsRead() {
    var line = line(requestsPerTurn: 1)
    line.head("/hello", ["Content-Length": "2"])
    #expect(line.state.takesInput)
    line.body(2)
    line.receive(.end(nil))
    #expect(line.take() == ["serve 2"])
  }

  @Test func whoHasSaidAllIsServedTurnByTurnToTheEnd() {
    var line = line(requestsPerTurn: 1)
    for _ in 0..<2 { request(&line, "/hello") }
    line.tell { $0.inputClosed(now: $1) }
    line.endReadCycle()
    #expect(line.take() == Self.served + ["wait for turn"])
    line.takeTurn()
    line.answer()
    #expect(line.take() == ["serve 0 in haste", "write 200 close", "close when sent"])
  }
}
