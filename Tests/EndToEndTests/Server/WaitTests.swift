// Waiting for jobs over HTTP: answered as soon as there is an answer, and never touching what is waited for.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct WaitTests {
  @Test func longPollAnswersWithTheEndOrWithTheStateWhenTimeIsUp() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.submit(#"{"argv":["sleep","30"]}"#)
    try await daemon.reach(id, "running")
    let early = try await daemon.get("/v1/jobs/\(id)?wait=200ms")
    #expect(early.status == 200 && early.string("state") == "running")
    async let waiting = daemon.get("/v1/jobs/\(id)?wait=40s")
    try await eventually("someone waits") { (try await daemon.get("/v1/info").int("waiters") ?? 0) > 0 }
    _ = try await daemon.post("/v1/jobs/\(id)/cancel")
    #expect(try await waiting.string("state") == "cancelled")
    #expect(try await daemon.get("/v1/jobs/\(id)?wait=nonsense").status == 400)
    #expect(try await daemon.get("/v1/jobs/\(id)?wait=1h").status == 400)
  }

  @Test func firstReturnsAtOnceWhenOneIsDone() async throws {
    let daemon = try await Daemon()
    let done = try await daemon.submit(#"{"handler":"noop"}"#)
    _ = try await daemon.finished(done)
    let running = try await daemon.submit(#"{"argv":["sleep","30"]}"#)
    let body = #"{"ids":[\#(done),\#(running),\#(done)],"until":"first","timeout":"40s"}"#
    let answer = try await daemon.post("/v1/wait", body)
    #expect(answer.objects("done").compactMap { $0.int("id") } == [done], "\(answer.text)")
    #expect(answer.ints("pending") == [running])
    #expect(answer.bool("expired") == false)
    #expect(try await daemon.job(running).bool("done") == false)
  }

  @Test func expiredWaitTellsBothSetsAndCancelsNothing() async throws {
    let daemon = try await Daemon()
    let done = try await daemon.submit(#"{"handler":"noop"}"#)
    _ = try await daemon.finished(done)
    let running = try await daemon.submit(#"{"argv":["sleep","30"]}"#)
    for timeout in ["0s", "300ms"] {
      let answer = try await daemon.post("/v1/wait", #"{"ids":[\#(done),\#(running)],"timeout":"\#(timeout)"}"#)
      #expect(answer.bool("expired") == true, "\(answer.text)")
      #expect(answer.objects("done").count == 1 && answer.ints("pending") == [running])
    }
    #expect(try await daemon.job(running).bool("cancel_requested") == false)
  }

  @Test func firstFailureIsNotWokenByACancellation() async throws {
    let daemon = try await Daemon()
    let cancelled = try await daemon.submit(#"{"argv":["sleep","30"]}"#)
    let go = daemon.scratch.file("go")
    let failing = try await daemon.shell("while ! test -e \(go); do sleep 0.05; done; exit 1")
    let body = #"{"ids":[\#(cancelled),\#(failing)],"until":"first-failure","timeout":"40s"}"#
    async let answer = daemon.post("/v1/wait", body)
    try await eventually("someone waits") { (try await daemon.get("/v1/info").int("waiters") ?? 0) > 0 }
    _ = try await daemon.post("/v1/jobs/\(cancelled)/cancel")
    _ = try await daemon.finished(cancelled)
    #expect((try await daemon.get("/v1/info").int("waiters") ?? 0) > 0)
    daemon.scratch.touch("go")
    #expect(try await answer.bool("expired") == false)
    #expect(try await daemon.job(failing).string("state") == "failed")
  }

  @Test func badWaitsAreRefusedBeforeWaiting() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.submit(#"{"argv":["sleep","30"]}"#)
    #expect(try await daemon.post("/v1/wait", "{}").status == 400)
    #expect(try await daemon.post("/v1/wait", #"{"ids":[]}"#).status == 400)
    #expect(try await daemon.post("/v1/wait", #"{"ids":[\#(id)],"until":"never"}"#).status == 400)
    #expect(try await daemon.post("/v1/wait", #"{"ids":[\#(id),999999],"timeout":"40s"}"#).status == 404)
  }

  @Test func waiterThatLeavesIsForgottenAndTheJobGoesOn() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.submit(#"{"argv":["sleep","30"]}"#)
    var connection: RawConnection? = try RawConnection(daemon.socket)
    connection?.send(Array("GET /v1/jobs/\(id)?wait=10m HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
    try await eventually("it waits") { try await daemon.get("/v1/info").int("waiters") == 1 }
    connection = nil
    try await eventually("it is forgotten") { try await daemon.get("/v1/info").int("waiters") == 0 }
    #expect(try await daemon.job(id).bool("done") == false)
  }

  @Test func tenWaitersGetTheSameAnswer() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.shell("sleep 0.3; exit 6")
    let codes = try await withThrowingTaskGroup(of: Int?.self) { group in
      for _ in 0..<10 { group.addTask { try await daemon.finished(id).int("exit_code") } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(codes == Array(repeating: 6, count: 10))
  }
}
