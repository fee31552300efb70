// When an answer counts as read, and when whoever made it is told that it was not. The clock is the test's.

import NIOCore
import Testing

@testable import HTTPFront

@Suite struct DeliveryWatchTests {
  private func answered(_ body: HTTPResponse.Body = .bytes([])) -> TestLine {
    var line = TestLine()
    line.request()
    line.answer(HTTPResponse(.ok, contentType: .json, body: body).undelivered {})
    return line
  }

  @Test func breakSoonAfterTheAnswerTakesItBackOnce() {
    var line = answered()
    line.pass(.milliseconds(4_999))
    line.tell { $0.broke(now: $1) }
    line.tell { $0.broke(now: $1) }
    #expect(line.takenBack == 1)
  }

  @Test func breakLaterThanThatSaysNothing() {
    var line = answered()
    line.pass(.seconds(5))
    line.tell { $0.broke(now: $1) }
    #expect(line.takenBack == 0)
  }

  @Test func nextRequestSaysThatTheAnswerWasRead() {
    var line = answered()
    line.head()
    line.tell { $0.broke(now: $1) }
    #expect(line.takenBack == 0)
  }

  @Test func orderlyEndSaysThatTheAnswerWasRead() {
    var line = answered()
    line.tell { $0.inputClosed(now: $1) }
    line.tell { $0.broke(now: $1) }
    #expect(line.takenBack == 0)
  }

  @Test func writeThatFailsTakesTheAnswerBackHoweverLate() {
    var watch = DeliveryWatch(grace: .seconds(5))
    watch.begin {}
    #expect(watch.watched == 1)
    #expect(watch.failed() != nil)
    #expect(watch.watched == nil)
  }

  @Test func endOfAnEarlierWriteSaysNothingAboutALaterAnswer() {
    var watch = DeliveryWatch(grace: .seconds(5))
    watch.begin {}
    watch.begin {}
    watch.written(1, now: .uptimeNanoseconds(1))
    #expect(!watch.isWritten)
    watch.written(2, now: .uptimeNanoseconds(1))
    #expect(watch.isWritten)
  }
}
