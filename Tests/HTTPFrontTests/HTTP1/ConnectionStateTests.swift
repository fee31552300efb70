// The protocol of a connection as a value: one request at a time, in order, and an orderly end.

import NIOCore
import NIOHTTP1
import Testing

@testable import HTTPFront

@Suite struct ConnectionStateTests {
  @Test func requestIsServedAndTheConnectionStays() {
    var line = TestLine()
    line.request()
    #expect(line.take() == ["serve 0"])
    line.answer()
    #expect(line.take() == ["write 200 unsaid"])
    line.request()
    #expect(line.take() == ["serve 0"])
  }

  @Test func whatComesMeanwhileWaitsForItsTurn() {
    var line = TestLine()
    line.request()
    line.request()
    line.request("/no")
    #expect(line.take() == ["serve 0"])
    line.answer()
    #expect(line.take() == ["write 200 unsaid", "serve 0"])
    line.answer()
    #expect(line.take() == ["write 200 unsaid", "write 404 unsaid"])
  }

  @Test func parsingStopsWhileARequestIsServedAndGoesOnAfterwards() {
    var line = TestLine()
    #expect(line.state.takesInput)
    line.request()
    line.request()
    line.holdBytes()
    #expect(!line.state.takesInput)
    _ = line.take()
    line.answer()
    #expect(line.take() == ["write 200 unsaid", "serve 0"])
    line.answer()
    #expect(line.take() == ["write 200 unsaid", "resume"])
    #expect(line.state.takesInput)
  }

  @Test func peerThatDoesNotReadIsNotServedFurther() {
    var line = TestLine()
    line.request()
    line.request()
    line.flush(unsent: 1)
    line.answer()
    #expect(line.take() == ["serve 0", "write 200 unsaid"])
    #expect(!line.state.takesInput)
    line.flush(unsent: 0)
    line.takeSetAside()
    #expect(line.take() == ["serve 0"])
  }

  @Test(arguments: [["Connection": "close"], ["Connection": "Upgrade", "Upgrade": "h2c"]] as [HTTPHeaders])
  func nothingIsParsedAfterTheLastRequest(fields: HTTPHeaders) {
    var line = TestLine()
    line.request("/hello", fields)
    #expect(line.state.input.isOver)
    line.answer()
    #expect(line.take().prefix(2) == ["serve 0", "write 200 close"])
  }

  @Test func tunnelIsAnsweredAndClosed() {
    var line = TestLine()
    line.receive(.head(HTTPRequestHead(version: .http1_1, method: .CONNECT, uri: "/no", headers: ["Host": "jobd"])))
    #expect(line.take() == ["write 404 close", "close softly"])
    #expect(line.state.input.isOver)
    #expect(!line.state.takesInput)
  }

  @Test func peerThatSendsMoreThanIsReadHasAMomentToReadItsAnswer() {
    var line = TestLine()
    line.request("/hello", ["Connection": "close"])
    line.holdBytes()
    line.answer()
    #expect(line.take() == ["serve 0", "write 200 close", "resume", "close softly"])
  }

  @Test func nothingIsParsedAfterBrokenBytesAndWhatCameBeforeIsAnswered() {
    var line = TestLine()
    line.request()
    line.receive(.failure(.malformed("no")))
    #expect(line.state.input.isOver)
    line.answer()
    #expect(line.take() == ["serve 0", "write 200 unsaid", "write malformed(\"no\") close", "close softly"])
  }

  @Test func longPollOfAPeerThatHasSaidAllIsHurriedBeforeTheRestIsParsed() {
    var line = TestLine()
    line.request("/wait")
    line.holdBytes()
    line.tell { state, _ in state.endAhead() }
    #expect(line.take() == ["serve 0", "hurry"])
    line.answer()
    #expect(line.take() == ["write 200 unsaid", "resume"])
    line.request("/wait")
    #expect(line.take() == ["serve 0 in haste"])
  }

  @Test func longPollBehindOtherRequestsOfAPeerThatHasSaidAllIsHurriedToo() {
    var line = TestLine()
    line.request()
    line.request("/wait")
    line.tell { $0.inputClosed(now: $1) }
    #expect(line.take() == ["serve 0", "hurry"])
    line.answer()
    #expect(line.take() == ["write 200 unsaid", "serve 0 in haste"])
  }

  /// Its client may still read, and is told everything.
  @Test func longLookIsNotCancelledByAPeerThatHasSaidAllButByAStop() {
    var line = TestLine()
    line.request("/long")
    line.tell { $0.inputClosed(now: $1) }
    #expect(line.take() == ["serve 0", "hurry"])
    line.tell { $0.quiesce(now: $1) }
    #expect(line.take() == ["cancel"])
  }

  @Test func refusalOfASmallRequestKeepsTheConnection() {
    var line = TestLine()
    line.head("/no", ["Content-Length": "3"])
    line.body(3)
    line.receive(.end(nil))
    line.endReadCycle()
    #expect(line.take() == ["write 404 unsaid"])
    line.request()
    #expect(line.take() == ["serve 0"])
  }

  @Test(arguments: [["Content-Length": "1000000"], ["Transfer-Encoding": "chunked"]] as [HTTPHeaders])
  func refusalOfALargeRequestClosesSoftly(fields: HTTPHeaders) {
    var line = TestLine()
    line.head("/no", fields)
    #expect(line.take() == ["write 404 close", "close softly"])
    line.body(10)
    line.request()
    #expect(line.take().isEmpty)
  }

  @Test func bodyOverTheLimitIsRefusedBeforeItIsHeld() {
    var limits = HTTPLimits()
    limits.bodyBytesMax = 10
    var line = TestLine(limits: limits)
    line.head("/", ["Content-Length": "11"])
    #expect(line.take() == ["write payloadTooLarge(limitBytes: 10) unsaid"])
    line = TestLine(limits: limits)
    line.head("/", ["Transfer-Encoding": "chunked"])
    line.body(10)
    line.body(1)
    #expect(line.take() == ["write payloadTooLarge(limitBytes: 10) close", "close softly"])
  }

  @Test func bodyOfAStrangerIsSmall() {
    var line = TestLine()
    line.head("/open", ["Content-Length": "4097"])
    #expect(line.take() == ["write payloadTooLarge(limitBytes: 4096) unsaid"])
    line = TestLine()
    line.head("/open", ["Transfer-Encoding": "chunked"])
    line.body(4_096)
    #expect(line.take().isEmpty)
    line.body(1)
    #expect(line.take() == ["write payloadTooLarge(limitBytes: 4096) close", "close softly"])
  }

  @Test func largeBodyTakesRoomAndGivesItBackOnce() {
    var limits = HTTPLimits()
    limits.bodyBytesFree = 4
    var line = TestLine(limits: limits)
    line.head("/", ["Content-Length": "6"])
    line.body(6)
    line.receive(.end(nil))
    #expect(line.take() == ["serve 6"])
    line.answer()
    #expect(line.take() == ["give back 6", "write 200 unsaid"])
    line.tell { state, _ in state.closed() }
    #expect(line.take().isEmpty)
    line = TestLine(limits: limits)
    line.hasRoom = false
    line.head("/", ["Content-Length": "6"])
    line.body(6)
    #expect(line.take() == ["write overloaded close", "close softly"])
  }

  @Test func roomOfALargeBodyIsTakenWhileItsRouteIsAtWorkThoughThePeerHasLeft() {
    var limits = HTTPLimits()
    limits.bodyBytesFree = 4
    var line = TestLine(limits: limits)
    line.head("/", ["Content-Length": "6"])
    line.body(6)
    line.receive(.end(nil))
    line.tell { state, _ in state.closed() }
    #expect(line.take() == ["serve 6", "cancel"])
    line.answer()
    #expect(line.take() == ["give back 6"])
  }

  @Test func expectationIsAnsweredOnlyIfTheBodyIsWanted() {
    var line = TestLine()
    line.head("/", ["Content-Length": "2", "Expect": "100-continue"])
    #expect(line.take() == ["continue"])
    line = TestLine()
    line.head("/no", ["Content-Length": "2", "Expect": "100-continue"])
    #expect(line.take() == ["write 404 close", "close softly"])
  }

  @Test func brokenBytesAreToldInTheirTurn() {
    var line = TestLine()
    line.request()
    line.receive(.failure(.malformed("no")))
    #expect(line.take() == ["serve 0"])
    line.answer()
    #expect(line.take() == ["write 200 unsaid", "write malformed(\"no\") close", "close softly"])
  }

  @Test func streamSaysHowItEnds() {
    let stream = HTTPResponse(.ok, contentType: .octets, body: .stream(length: nil) { _ in })
    var line = TestLine()
    line.request()
    line.answer(stream)
    #expect(line.take() == ["serve 0", "stream chunked unsaid"])
    #expect(line.state.pieceFraming == .chunked)
    line.tell { $0.streamEnded(now: $1) }
    #expect(line.take() == ["last chunk"])
    line.request("/", ["Connection": "keep-alive"], version: .http1_0)
    line.answer(stream)
    #expect(line.take() == ["serve 0", "stream untilClose close"])
    line.tell { $0.streamEnded(now: $1) }
    #expect(line.take() == ["close when sent"])
    #expect(line.state.pieceFraming == nil)
  }

  @Test func stopEndsWhatIsIdleAndLetsAnswersOut() {
    var line = TestLine()
    line.tell { $0.quiesce(now: $1) }
    #expect(line.take() == ["close when sent"])
    line = TestLine()
    line.request()
    line.tell { $0.quiesce(now: $1) }
    line.answer()
    #expect(line.take() == ["serve 0", "write 200 close", "close when sent"])
    line = TestLine()
    line.request("/wait")
    line.tell { $0.quiesce(now: $1) }
    #expect(line.take() == ["serve 0", "cancel"])
  }

  @Test func peerThatHasSaidAllGetsTheAnswersItAskedFor() {
    var line = TestLine()
    line.request()
    line.request()
    line.tell { $0.inputClosed(now: $1) }
    line.answer()
    #expect(line.take() == ["serve 0", "hurry", "write 200 unsaid", "serve 0 in haste"])
    line.answer()
    #expect(line.take() == ["write 200 close", "close when sent"])
  }

  @Test func halfARequestOfAPeerThatHasLeftIsNothing() {
    var line = TestLine()
    line.head("/", ["Content-Length": "2"])
    line.tell { $0.inputClosed(now: $1) }
    #expect(line.take() == ["close when sent"])
  }

  @Test func requestsBehindARefusedBodyOfAPeerThatHasSaidAllAreServed() {
    var line = TestLine()
    line.request()
    line.answer()
    line.head("/no", ["Content-Length": "3"])
    line.flush(unsent: 1)
    line.body(3)
    line.receive(.end(nil))
    line.request()
    _ = line.take()
    line.tell { $0.inputClosed(now: $1) }
    #expect(line.take().isEmpty)
    line.flush(unsent: 0)
    line.takeSetAside()
    #expect(line.take() == ["serve 0 in haste"])
    line.answer()
    #expect(line.take() == ["write 200 close", "close when sent"])
  }

  @Test func bodyThatWaitsIsReadThoughItsPeerHasSaidAll() {
    var line = TestLine()
    line.head("/", ["Content-Length": "3"])
    line.flush(unsent: 1)
    line.body(3)
    line.receive(.end(nil))
    line.tell { $0.inputClosed(now: $1) }
    #expect(line.take().isEmpty)
    line.flush(unsent: 0)
    line.takeSetAside()
    #expect(line.take() == ["serve 3 in haste"])
  }

  @Test func refusedRequestHasOneAnswerThoughItsBodyBreaksOff() {
    var line = TestLine()
    line.head("/no", ["Content-Length": "3"])
    line.body(1)
    line.receive(.failure(.malformed("the connection ended in the middle of the request")))
    #expect(line.take() == ["write 404 unsaid", "close softly"])
  }

  @Test func routeOfAClosedChannelIsCancelledAndItsAnswerTakenBack() {
    var line = TestLine()
    line.request()
    line.tell { state, _ in state.closed() }
    #expect(line.take() == ["serve 0", "cancel"])
    line.answer(HTTPResponse(json: []).undelivered {})
    #expect(line.takenBack == 1)
    #expect(line.take().isEmpty)
  }
}
