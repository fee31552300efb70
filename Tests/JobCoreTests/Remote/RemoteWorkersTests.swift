// What is known of remote workers: nobody was heard of in the future.

import TestSupport
import Testing

@testable import JobCore

@Suite struct RemoteWorkersTests {
  @Test func nobodyWasHeardOfLaterThanNow() {
    let workers = RemoteWorkers()
    var request = ClaimRequest(claimedBy: "token:w")
    request.handlers = ["h"]
    _ = workers.begins(request, now: .noon)
    workers.ends(request, now: .noon)
    // The clock is set back by an hour.
    let now = Timestamp.noon - 3_600_000_000
    #expect(workers.lastAsk(handler: "h", queue: "q", now: now) == now)
    #expect(workers.list([], of: nil, now: now).workers.map(\.lastSeenAt) == [now])
    #expect(workers.lastAsk(handler: "h", queue: "q", now: .noon + 1) == .noon)
  }
}
