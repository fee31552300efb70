// Clients that keep the front waiting: too slow with headers or body, silent, or deaf. The clock is the test's.

import NIOCore
import NIOHTTP1
import Testing

@testable import HTTPFront

@Suite struct ConnectionDeadlineTests {
  @Test func headersThatDripBuyNoTime() {
    var line = TestLine()
    // A byte a second, none of which completes the head.
    for _ in 0..<11 {
      line.endReadCycle()
      line.pass(.seconds(1))
    }
    #expect(line.take() == ["write tooSlow(\"headers\") close", "close softly"])
  }

  @Test func headersInTimeAreServed() {
    var line = TestLine()
    for _ in 0..<9 {
      line.endReadCycle()
      line.pass(.seconds(1))
    }
    line.request()
    line.pass(.hours(1))
    #expect(line.take() == ["serve 0"])
  }

  @Test func headThatBeginsBehindARequestHasItsTimeToo() {
    var line = TestLine()
    line.request()
    line.answer()
    line.beginHead()
    line.endReadCycle()
    _ = line.take()
    line.pass(.seconds(9))
    #expect(line.take().isEmpty)
    line.pass(.seconds(1))
    #expect(line.take() == ["write tooSlow(\"headers\") close", "close softly"])
  }

  @Test func headThatBeginsBehindALongPollHasItsTimeAfterTheAnswer() {
    var line = TestLine()
    line.head("/wait")
    line.receive(.end(nil))
    line.beginHead()
    line.endReadCycle()
    line.pass(.hours(1))
    #expect(line.take() == ["serve 0"])
    line.answer()
    _ = line.take()
    line.pass(.seconds(10))
    #expect(line.take() == ["write tooSlow(\"headers\") close", "close softly"])
  }

  @Test func headThatIsWholeInTheEndHasNoDeadline() {
    var line = TestLine()
    line.beginHead()
    line.endReadCycle()
    line.pass(.seconds(9))
    line.tell { state, _ in
      state.input.willParse()
      return []
    }
    line.request()
    line.answer()
    _ = line.take()
    line.pass(.seconds(74))
    #expect(line.take().isEmpty)
  }

  @Test func bodyThatDripsBuysNoTime() {
    for path in ["/", "/no"] {
      var line = TestLine()
      line.head(path, ["Content-Length": "65536"])
      for _ in 0..<30 {
        line.body(136)
        line.endReadCycle()
        line.pass(.seconds(1))
      }
      #expect(line.take().last == (path == "/" ? "close softly" : "close when sent"))
    }
  }

  @Test func bodyThatGrowsHasItsDeadlineMovedAndOneThatStopsIsCutOff() {
    var line = TestLine()
    line.head("/", ["Content-Length": "65536"])
    for _ in 0..<10 {
      line.body(4_096)
      line.endReadCycle()
      line.pass(.seconds(29))
    }
    #expect(line.take().isEmpty)
    line.pass(.seconds(1))
    #expect(line.take() == ["write tooSlow(\"body\") close", "close softly"])
  }

  @Test func restOfARefusedBodyThatDoesNotComeClosesWithoutAWord() {
    var line = TestLine()
    line.head("/no", ["Content-Length": "100"])
    _ = line.take()
    line.pass(.seconds(30))
    #expect(line.take() == ["close when sent"])
  }

  @Test func connectionThatSaysNothingIsClosedQuietly() {
    var line = TestLine()
    line.pass(.seconds(9))
    #expect(line.take().isEmpty)
    line.pass(.seconds(1))
    #expect(line.take() == ["close when sent"])
  }

  @Test func firstByteIsNotWaitedForLongerThanAnyOther() {
    var timeouts = HTTPTimeouts()
    timeouts.idle = .seconds(3)
    var line = TestLine(timeouts: timeouts)
    line.pass(.seconds(3))
    #expect(line.take() == ["close when sent"])
  }

  @Test func idleConnectionIsClosedQuietly() {
    var line = TestLine()
    line.request()
    line.answer()
    _ = line.take()
    line.pass(.seconds(74))
    #expect(line.take().isEmpty)
    line.pass(.seconds(1))
    #expect(line.take() == ["close when sent"])
  }

  @Test func answerStartsTheIdleTimeAnew() {
    var line = TestLine()
    line.request()
    line.answer()
    line.pass(.seconds(70))
    line.request()
    line.answer()
    _ = line.take()
    line.pass(.seconds(74))
    #expect(line.take().isEmpty)
    line.pass(.seconds(1))
    #expect(line.take() == ["close when sent"])
  }

  @Test func waitingRequestIsNotIdle() {
    var line = TestLine()
    line.request("/wait")
    line.pass(.hours(24))
    #expect(line.take() == ["serve 0"])
  }

  @Test func idlePeerThatHasNotTakenItsAnswersIsCutOff() {
    var line = TestLine()
    line.flush(unsent: 100)
    line.pass(.seconds(29))
    #expect(line.take().isEmpty)
    line.pass(.seconds(1))
    #expect(line.take() == ["close"])
  }

  @Test func answerThatIsTakenSlowlyIsNotCutOff() {
    var line = TestLine()
    for left in (1...20).reversed() {
      line.flush(unsent: left)
      line.pass(.seconds(29))
    }
    line.flush(unsent: 0)
    #expect(line.take().isEmpty)
    line.pass(.seconds(75))
    #expect(line.take() == ["close when sent"])
  }

  @Test func whatWaitsToBeParsedIsNoHeadThatIsSlow() {
    var line = TestLine()
    line.flush(unsent: 1)
    line.holdBytes()
    line.endReadCycle()
    line.pass(.seconds(11))
    #expect(line.take().isEmpty)
  }

  @Test func readerThatStopsIsCutOffAndOneThatReadsIsNot() {
    var line = TestLine()
    line.request()
    line.answer(HTTPResponse(.ok, contentType: .octets, body: .stream(length: nil) { _ in }))
    _ = line.take()
    for left in (1...10).reversed() {
      line.flush(unsent: left)
      line.pass(.seconds(29))
    }
    line.flush(unsent: 0)
    line.pass(.hours(1))
    #expect(line.take().isEmpty)
    line.flush(unsent: 1)
    line.pass(.seconds(30))
    #expect(line.take() == ["close"])
  }

  @Test func lastAnswerThatIsNotTakenDoesNotHoldTheConnection() {
    var line = TestLine()
    line.receive(.failure(.headersTooLarge))
    _ = line.take()
    line.pass(.seconds(30))
    #expect(line.take() == ["close"])
  }

  @Test func lastAnswerThatIsTakenSlowlyIsNotCutOff() {
    var line = TestLine()
    line.request("/hello", ["Connection": "close"])
    line.answer()
    #expect(line.take() == ["serve 0", "write 200 close", "close when sent"])
    for left in (1...10).reversed() {
      line.flush(unsent: left)
      line.pass(.seconds(29))
    }
    #expect(line.take().isEmpty)
    line.pass(.seconds(1))
    #expect(line.take() == ["close"])
  }

  @Test func refusedPeerHasAMomentToReadWhy() {
    var line = TestLine()
    line.receive(.failure(.headersTooLarge))
    _ = line.take()
    line.tell { $0.sent(lingering: true, now: $1) }
    #expect(line.take() == ["close output"])
    line.pass(.milliseconds(1_999))
    #expect(line.take().isEmpty)
    line.pass(.milliseconds(1))
    #expect(line.take() == ["close"])
  }

  @Test func busyConnectionSetsItsTimerOnlyWhenItHasFired() {
    var line = TestLine()
    for _ in 0..<70 {
      line.request()
      line.answer()
      line.pass(.seconds(1))
    }
    // For the first byte, and for what came of it.
    #expect(line.alarmsSet == 2)
    _ = line.take()
    // It fires too early, and is set for the deadline that has moved.
    line.pass(.seconds(73))
    #expect(line.alarmsSet == 3)
    #expect(line.take().isEmpty)
    line.pass(.seconds(1))
    #expect(line.take() == ["close when sent"])
  }
}
