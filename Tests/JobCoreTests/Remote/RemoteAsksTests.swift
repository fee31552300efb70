// What was asked for and when: both names count, and what is forgotten never makes an answer wrong.

import Testing

@testable import JobCore

@Suite struct RemoteAsksTests {
  private func request(_ handlers: [String], _ queues: [String]) -> ClaimRequest {
    var request = ClaimRequest(claimedBy: "token:w")
    (request.handlers, request.queues) = (handlers, queues)
    return request
  }

  private func ask(_ asks: inout RemoteAsks, _ handlers: [String], _ queues: [String], at seconds: Int64) {
    let now = Timestamp(micros: seconds * 1_000_000)
    asks.begins(request(handlers, queues), now: now)
    asks.ends(request(handlers, queues), now: now)
  }

  private func seconds(_ moment: Timestamp?) -> Int64? { moment.map { $0.micros / 1_000_000 } }

  @Test func handlerAndQueueBothCount() {
    var asks = RemoteAsks()
    #expect(asks.last(handler: "h", queue: "q") == nil)
    for (handlers, queues, at): ([String], [String], Int64) in [
      (["g"], [], 9), (["g", "x"], ["q"], 8), (["h"], ["p"], 7), ([], ["p"], 6),
    ] {
      ask(&asks, handlers, queues, at: at)
    }
    #expect(asks.last(handler: "h", queue: "q") == nil)
    ask(&asks, ["g", "h"], ["p", "q"], at: 1)
    #expect(seconds(asks.last(handler: "h", queue: "q")) == 1)
    ask(&asks, ["h"], [], at: 2)
    #expect(seconds(asks.last(handler: "h", queue: "q")) == 2)
    ask(&asks, [], ["q"], at: 3)
    #expect(seconds(asks.last(handler: "h", queue: "q")) == 3)
  }

  @Test func askLastsAsLongAsItIsWaitedFor() {
    var asks = RemoteAsks()
    let wish = request(["h"], [])
    asks.begins(wish, now: Timestamp(micros: 1))
    asks.begins(wish, now: Timestamp(micros: 2))
    #expect(asks.isWaiting(handler: "h", queue: "q") && !asks.isWaiting(handler: "g", queue: "q"))
    asks.ends(wish, now: Timestamp(micros: 3))
    #expect(asks.isWaiting(handler: "h", queue: "q"))
    asks.ends(wish, now: Timestamp(micros: 4))
    #expect(!asks.isWaiting(handler: "h", queue: "q"))
    #expect(asks.last(handler: "h", queue: "q") == Timestamp(micros: 4))
  }

  @Test func oldestAreForgottenAndThenTheAnswerIsLaterThanTheTruth() {
    var asks = RemoteAsks()
    let waits = request(["waits"], [])
    asks.begins(waits, now: Timestamp(micros: 0))
    let count = Int64(Limits.remoteAsksMax)
    for number in 1..<count { ask(&asks, ["h\(number)"], [], at: number) }
    #expect(asks.count == Limits.remoteAsksMax && asks.last(handler: "never", queue: "q") == nil)
    ask(&asks, ["late"], [], at: count)
    #expect(asks.count == Limits.remoteAsksMax * 9 / 10 + 1)
    // Since the last of the forgotten nobody has asked for the first of them, nor for what never was asked for.
    let forgotten = count / 10
    for handler in ["h1", "h\(forgotten)", "never"] {
      #expect(seconds(asks.last(handler: handler, queue: "q")) == forgotten, "\(handler)")
    }
    #expect(seconds(asks.last(handler: "h\(forgotten + 1)", queue: "q")) == forgotten + 1)
    #expect(asks.isWaiting(handler: "waits", queue: "q"))
  }
}
