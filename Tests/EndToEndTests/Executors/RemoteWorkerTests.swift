// Remote workers against a real daemon: who gets a job, and what a death, a restart, or a cancel means for it. Facts 18,
// 21 to 24 and 27 of the design's list.

import Foundation
import JobWire
import Testing

@Suite(.timeLimit(.minutes(2))) struct RemoteWorkerTests {
  private static let job = #"{"handler":"far","executor":"remote"}"#

  private func claim(_ daemon: Daemon, wait: String = "0s", lease: String = "60s", max: Int = 1) async throws -> Answer
  {
    let answer = try await daemon.post(
      "/v1/claims", #"{"handlers":["far"],"max":\#(max),"lease":"\#(lease)","wait":"\#(wait)"}"#)
    guard answer.status == 200 else { throw Unexpected("claim: \(answer.status) \(answer.text)") }
    return answer
  }

  /// The job and the fence of a claim that must be there.
  private func claimed(_ daemon: Daemon, lease: String = "60s") async throws -> (job: Int, fence: String) {
    let answer = try await claim(daemon, lease: lease)
    guard let claim = answer.objects("claims").first, let job = claim.int("job"), let fence = claim.string("fence")
    else { throw Unexpected("nothing was claimed: \(answer.text)") }
    return (job, fence)
  }

  private func waiting(_ daemon: Daemon) async throws -> Int {
    try await daemon.get("/v1/workers").objects("remote").reduce(0) { $0 + ($1.int("waiting") ?? 0) }
  }

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

  @Test func jobOfAKilledPollerGoesToTheNextAtOnce() async throws {
    let daemon = try await Daemon()
    let doomed = try poller(daemon)
    try await eventually("the first waits") { try await waiting(daemon) == 1 }
    async let next = claim(daemon, wait: "30s")
    try await eventually("the second waits") { try await waiting(daemon) == 2 }
    doomed.send(SIGKILL)
    let id = try await daemon.submit(Self.job)
    let start = ContinuousClock.now
    let claims = try await next.objects("claims")
    print("the job of a poller that was killed went to the next in \(ContinuousClock.now - start)")
    #expect(ContinuousClock.now - start < .seconds(1))
    #expect(claims.first?.int("job") == id && claims.first?.int("attempt") == 1)
    _ = try await doomed.exit()
  }

  @Test func oneJobWakesOneOfTen() async throws {
    let daemon = try await Daemon()
    let start = ContinuousClock.now
    let answers = try await withThrowingTaskGroup(of: (Int, Duration).self) { group in
      for _ in 0..<10 {
        group.addTask {
          let claims = try await claim(daemon, wait: "4s").objects("claims").count
          return (claims, ContinuousClock.now - start)
        }
      }
      try await eventually("all wait") { try await waiting(daemon) == 10 }
      _ = try await daemon.submit(Self.job)
      try await eventually("one has it") { try await waiting(daemon) == 9 }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.map(\.0).sorted() == Array(repeating: 0, count: 9) + [1])
    // Nobody else was answered before the time was up.
    #expect(answers.allSatisfy { $0.0 == 1 || $0.1 >= .milliseconds(3_900) }, "\(answers)")
  }

  @Test func restartWithinTheLeaseLeavesTheClaimAsItIs() async throws {
    let scratch = try Scratch()
    let first = try await Daemon(scratch)
    let id = try await first.submit(Self.job)
    let (job, fence) = try await claimed(first)
    #expect(job == id)
    #expect(try await first.stop() == 0)
    let second = try await Daemon(scratch)
    #expect(try await second.job(id).string("state") == "running")
    #expect(try await claim(second).objects("claims").isEmpty)
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
    let id = try await first.submit(Self.job)
    let (_, fence) = try await claimed(first, lease: "1s")
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
    let id = try await daemon.submit(
      #"{"handler":"far","executor":"remote","retry":{"max_attempts":2,"initial":"1ms"}}"#)
    let (_, late) = try await claimed(daemon, lease: "1s")
    let again = try await claim(daemon, wait: "30s").objects("claims")
    let fence = try #require(again.first?.string("fence"))
    #expect(again.first?.int("job") == id && again.first?.int("attempt") == 2)
    let refused = try await daemon.post("/v1/claims/\(late)/complete", #"{"result":"late"}"#)
    #expect(refused.status == 409 && refused.code == "stale_fence")
    #expect(try await daemon.post("/v1/claims/\(fence)/complete", #"{"result":"mine"}"#).status == 200)
    #expect(try await daemon.get("/v1/jobs/\(id)/result").text == #""mine""#)
  }

  @Test func cancelReachesAWaitingHeartbeatAtOnce() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.submit(Self.job)
    let (_, fence) = try await claimed(daemon)
    func lastSeen() async throws -> String? {
      try await daemon.get("/v1/workers").objects("remote").first?.string("last_seen_at")
    }
    let before = try await lastSeen()
    async let news = daemon.post("/v1/claims:heartbeat", #"{"fences":["\#(fence)"],"wait":"30s"}"#)
    // It renews the lease first, and waits then.
    try await eventually("the heartbeat has come") { try await lastSeen() != before }
    let start = ContinuousClock.now
    #expect(try await daemon.post("/v1/jobs/\(id)/cancel", #"{"reason":"not needed"}"#).status == 200)
    let lease = try #require(try await news.objects("claims").first)
    print("a cancel reached a waiting heartbeat in \(ContinuousClock.now - start)")
    #expect(ContinuousClock.now - start < .seconds(1))
    #expect(lease["cancel"]?["reason"]?.stringValue == "not needed", "\(lease)")
    #expect(try await daemon.post("/v1/claims/\(fence)/release").status == 200)
    #expect(try await daemon.finished(id).string("state") == "cancelled")
  }

  @Test func staleLineAmongThreeDoesNotStopTheOthers() async throws {
    let daemon = try await Daemon()
    _ = try await daemon.lines(Array(repeating: Self.job, count: 3))
    let claims = try await claim(daemon, max: 3).objects("claims")
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
