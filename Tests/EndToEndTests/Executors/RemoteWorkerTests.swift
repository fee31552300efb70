// Remote workers against a real daemon: who gets a job, and what a death, a restart, or a cancel means for it. Facts 18,
// 21 to 24 and 27 of the design's list.

import Foundation
import JobWire
import Testing

@Suite(.timeLimit(.minutes(2))) struct RemoteWorkerTests {
  /// Another program that waits for a job, to be killed.
  private func poller(_ daemon: Daemon) throws -> Program {
    let script = """
      import socket, sys
      body = b'{"handlers":["far"],"wait":"60s","worker":"doomed"}'
      s = socket.socket(socket.AF_UNIX)
      s.connect(sys.argv[1])
      s.sendall(b"POST /v1/claims HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Type: application/json\\r\\n"
                b"Content-Length: %d\\r\\n\\r\\n" % len(body) + body)
      s.recv(100)
      """
    return try Program(["/usr/bin/env", "python3", "-c", script, daemon.socket])
  }

  // Fact 18.
  @Test func jobOfAKilledPollerGoesToTheNextAtOnce() async throws {
    let daemon = try await Daemon()
    let time = try await usual("the job of a poller that was killed went to the next") {
      let doomed = try poller(daemon)
      try await eventually("the first waits") { try await daemon.waitingClaims() == 1 }
      async let next = daemon.claim(wait: "30s")
      try await eventually("the second waits") { try await daemon.waitingClaims() == 2 }
      doomed.send(SIGKILL)
      let id = try await daemon.far()
      // From when the submission is answered: how long that takes is another matter.
      let start = ContinuousClock.now
      let claims = try await next
      let time = ContinuousClock.now - start
      #expect(claims.first?.int("job") == id && claims.first?.int("attempt") == 1)
      _ = try await doomed.exit()
      return time
    }
    #expect(time <= .milliseconds(100))
  }

  /// The third best of nine times. A machine that is busy with other tests makes some of them long; something that only
  /// looks every second, say, would make nearly all of them so.
  private func usual(_ what: String, _ run: () async throws -> Duration) async throws -> Duration {
    var times: [Duration] = []
    for _ in 0..<9 { times.append(try await run()) }
    times.sort()
    print("\(what): \(times.map { "\($0)" }.joined(separator: ", "))")
    return times[2]
  }

  @Test func oneJobWakesOneOfTen() async throws {
    let daemon = try await Daemon()
    let start = ContinuousClock.now
    let answers = try await withThrowingTaskGroup(of: (Int, Duration).self) { group in
      for _ in 0..<10 {
        group.addTask {
          let claims = try await daemon.claim(wait: "4s").count
          return (claims, ContinuousClock.now - start)
        }
      }
      try await eventually("all wait") { try await daemon.waitingClaims() == 10 }
      _ = try await daemon.far()
      try await eventually("one has it") { try await daemon.waitingClaims() == 9 }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.map(\.0).sorted() == Array(repeating: 0, count: 9) + [1])
    // Nobody else was answered before the time was up.
    #expect(answers.allSatisfy { $0.0 == 1 || $0.1 >= .milliseconds(3_900) }, "\(answers)")
  }

  @Test func remoteAttemptsAndTheDaemonsSlotsLeaveEachOtherAlone() async throws {
    let daemon = try await Daemon(slots: 1)
    let local = try await daemon.submit(#"{"argv":["sleep","60"]}"#)
    try await daemon.reach(local, "running")
    let id = try await daemon.far()
    let (job, fence) = try await daemon.claimed()
    #expect(job == id)
    #expect(try await daemon.get("/v1/info").value("slots")?.int("used") == 1)
    // The other way round: what a worker has in hand takes no slot from a job of the daemon's own.
    try await daemon.cancel(local)
    #expect(try await daemon.finished(local).string("state") == "cancelled")
    let next = try await daemon.submit(#"{"handler":"noop"}"#)
    #expect(try await daemon.finished(next).string("state") == "succeeded")
    #expect(try await daemon.state(id) == "running")
    #expect(try await daemon.complete(fence).status == 200)
  }

  @Test func restartWithinTheLeaseLeavesTheClaimAsItIs() async throws {
    let scratch = try Scratch()
    let first = try await Daemon(scratch)
    let id = try await first.far()
    let (job, fence) = try await first.claimed()
    #expect(job == id)
    #expect(try await first.stop() == 0)
    let second = try await Daemon(scratch)
    #expect(try await second.job(id).string("state") == "running")
    #expect(try await second.claim().isEmpty)
    #expect(try await second.post("/v1/claims/\(fence)/heartbeat").status == 200)
    try await second.killHard()
    let third = try await Daemon(scratch)
    #expect(try await third.post("/v1/claims/\(fence)/complete", #"{"result":[1]}"#).status == 200)
    let done = try await third.finished(id)
    #expect(done.string("state") == "succeeded" && done.int("attempt") == 1)
    #expect(try await third.get("/v1/jobs/\(id)/result").text == "[1]")
  }

  @Test func daemonThatWasAwayForTwoLeasesHasLostNone() async throws {
    let scratch = try Scratch()
    let first = try await Daemon(scratch)
    let id = try await first.far()
    let (_, fence) = try await first.claimed(lease: "1s")
    try await first.killHard()
    // The lease, the margin, and as much again: the time itself is what is tested.
    let end = ContinuousClock.now + .seconds(4)
    try await eventually("two leases are over") { ContinuousClock.now >= end }
    let second = try await Daemon(scratch)
    #expect(try await second.job(id).string("state") == "running")
    #expect(try await second.post("/v1/claims/\(fence)/complete", #"{"result":1}"#).status == 200)
    #expect(try await second.finished(id).int("attempt") == 1)
  }

  @Test func leaseThatRunsOutUnderTheDaemonsEyesIsALossAndTheFenceIsDead() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.far(#""retry":{"max_attempts":2,"initial":"1ms"}"#)
    let (_, late) = try await daemon.claimed(lease: "1s")
    let again = try await daemon.claim(wait: "30s")
    let fence = try #require(again.first?.string("fence"))
    #expect(again.first?.int("job") == id && again.first?.int("attempt") == 2)
    let refused = try await daemon.post("/v1/claims/\(late)/complete", #"{"result":"late"}"#)
    #expect(refused.status == 409 && refused.code == "stale_fence")
    #expect(try await daemon.post("/v1/claims/\(fence)/complete", #"{"result":"mine"}"#).status == 200)
    #expect(try await daemon.get("/v1/jobs/\(id)/result").text == #""mine""#)
    let attempts = try await daemon.finished(id).objects("attempts")
    #expect(attempts.map { $0.int("attempt") } == [1, 2], "\(attempts)")
    #expect(attempts.map { $0.string("outcome") } == ["lost", "succeeded"], "\(attempts)")
  }

  // Fact 24.
  @Test func cancelReachesAWaitingHeartbeatAtOnce() async throws {
    let daemon = try await Daemon()
    func lastSeen() async throws -> String? {
      try await daemon.get("/v1/workers").objects("remote").first?.string("last_seen_at")
    }
    let time = try await usual("a cancel reached a waiting heartbeat") {
      let id = try await daemon.far()
      let (_, fence) = try await daemon.claimed()
      let before = try await lastSeen()
      async let news = daemon.post("/v1/claims:heartbeat", #"{"fences":["\#(fence)"],"wait":"30s"}"#)
      // It renews the lease first, and waits then.
      try await eventually("the heartbeat has come") { try await lastSeen() != before }
      #expect(try await daemon.post("/v1/jobs/\(id)/cancel", #"{"reason":"not needed"}"#).status == 200)
      let start = ContinuousClock.now
      let lease = try #require(try await news.objects("claims").first)
      let time = ContinuousClock.now - start
      #expect(lease["cancel"]?["reason"]?.stringValue == "not needed", "\(lease)")
      #expect(try await daemon.post("/v1/claims/\(fence)/release").status == 200)
      #expect(try await daemon.finished(id).string("state") == "cancelled")
      return time
    }
    #expect(time <= .milliseconds(100))
  }

  @Test func staleLineAmongThreeDoesNotStopTheOthers() async throws {
    let daemon = try await Daemon()
    _ = try await daemon.lines(Array(repeating: #"{"handler":"far","executor":"remote"}"#, count: 3))
    let claims = try await daemon.claim(max: 3)
    let fences = claims.compactMap { $0.string("fence") }
    let jobs = claims.compactMap { $0.int("job") }
    try #require(fences.count == 3 && jobs.count == 3)
    #expect(try await daemon.post("/v1/claims/\(fences[1])/release", #"{"delay":"1h"}"#).status == 200)
    let lines = fences.map { #"{"fence":"\#($0)","result":1}"# }
    let answer = try await daemon.lines(lines, target: "/v1/claims:complete")
    let replies = answer.text.split(separator: "\n").map { try? JSONReader.parse(Array($0.utf8)) }
    #expect(answer.status == 200 && replies.count == 3, "\(answer.text)")
    #expect(replies.map { $0?["ok"]?.boolValue } == [true, nil, true])
    #expect(replies.map { $0?["code"]?.stringValue } == [nil, "stale_fence", nil])
    #expect(try await daemon.job(jobs[0]).string("state") == "succeeded")
    #expect(try await daemon.job(jobs[1]).string("state") == "scheduled")
    #expect(try await daemon.job(jobs[2]).string("state") == "succeeded")
  }
}
