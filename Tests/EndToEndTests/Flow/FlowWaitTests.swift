// Waiting as asyncio has it: wait, wait_for, shield, and the end of the loop, over HTTP and with jobctl.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct FlowWaitTests {
  @Test func allThatHaveEndedAreDoneAndNamesCollapse() async throws {
    let daemon = try await Daemon()
    let ended = try await daemon.lines([#"{"handler":"noop"}"#, #"{"handler":"fail"}"#]).ints("ids")
    _ = try await daemon.fates(ended)
    let held = try await daemon.held()
    let ids = (ended + ended + [held, held]).map { "\($0)" }.joined(separator: ",")
    for until in ["first", "first-failure"] {
      let answer = try await daemon.post("/v1/wait", #"{"ids":[\#(ids)],"until":"\#(until)","timeout":"40s"}"#)
      #expect(Set(answer.objects("done").compactMap { $0.int("id") }) == Set(ended), "\(answer.text)")
      #expect(answer.objects("done").count == 2 && answer.ints("pending") == [held])
    }
    let poll = try await daemon.post("/v1/wait", #"{"ids":[\#(ids)],"timeout":"0s"}"#)
    #expect(poll.bool("expired") == true && poll.objects("done").count == 2)
  }

  @Test func doneIsInTheOrderOfFinishing() async throws {
    let daemon = try await Daemon()
    var ids: [Int] = []
    for _ in 1...4 { ids.append(try await daemon.submit(#"{"external":true}"#)) }
    for id in ids.reversed() {
      try await daemon.reach(id, "running")
      #expect(try await daemon.post("/v1/jobs/\(id)/complete", #"{"result":1}"#).status == 200)
    }
    let answer = try await daemon.post("/v1/wait", #"{"ids":\#(ids),"timeout":"40s"}"#)
    #expect(answer.objects("done").compactMap { $0.int("id") } == ids.reversed(), "\(answer.text)")
  }

  /// asyncio's test_wait_really_done: what ended together with the one that decided is done, too.
  @Test func whatEndedInTheSameCommitIsDone() async throws {
    let daemon = try await Daemon()
    let jobs = [String](repeating: #"{"handler":"far","executor":"remote"}"#, count: 20)
    let ids = try await daemon.lines(jobs).ints("ids")
    let claims = try await daemon.post("/v1/claims", #"{"handlers":["far"],"max":20,"lease":"60s"}"#).objects("claims")
    #expect(claims.count == 20)
    async let waited = daemon.post("/v1/wait", #"{"ids":\#(ids),"until":"first","timeout":"40s"}"#)
    try await eventually("it waits") { try await daemon.waiters() == 1 }
    let lines = claims.compactMap { $0.string("fence") }.map { #"{"fence":"\#($0)","result":1}"# }
    let ended = try await daemon.send(
      "POST", "/v1/claims:complete", lines.joined(separator: "\n"), type: "application/x-ndjson")
    #expect(ended.status == 200, "\(ended.text)")
    let answer = try await waited
    #expect(answer.objects("done").count == 20 && answer.ints("pending").isEmpty, "\(answer.text)")
  }

  @Test func withoutAFailureFirstFailureWaitsForAll() async throws {
    let daemon = try await Daemon()
    let (first, second) = (try await daemon.held(), try await daemon.held())
    let body = #"{"ids":[\#(first),\#(second)],"until":"first-failure","timeout":"40s"}"#
    async let answer = daemon.post("/v1/wait", body)
    try await eventually("it waits") { try await daemon.waiters() == 1 }
    try await daemon.release(first)
    _ = try await daemon.finished(first)
    #expect(try await daemon.waiters() == 1)
    try await daemon.release(second)
    #expect(try await answer.objects("done").count == 2)
  }

  @Test func queueAndFilterMeanWhatIsThereWhenTheWaitBegins() async throws {
    let daemon = try await Daemon()
    let first = try await daemon.held(#""queue":"q","tags":{"k":"v"}"#)
    async let byQueue = daemon.post("/v1/wait", #"{"queue":"q","timeout":"40s"}"#)
    async let byTag = daemon.post("/v1/wait", #"{"filter":{"tags":{"k":"v"}},"timeout":"40s"}"#)
    try await eventually("both wait") { try await daemon.waiters() == 2 }
    let later = try await daemon.held(#""queue":"q","tags":{"k":"v"}"#)
    try await daemon.release(first)
    for answer in [try await byQueue, try await byTag] {
      #expect(answer.bool("expired") == false && answer.ints("pending").isEmpty, "\(answer.text)")
      #expect(answer.objects("done").compactMap { $0.int("id") } == [first])
    }
    let body = #"{"queue":"q","exclude":[\#(later)],"timeout":"40s"}"#
    #expect(try await daemon.post("/v1/wait", body).bool("expired") == false)
    #expect(try await daemon.state(later) == "held")
  }

  @Test func waitForGivesAJobItsTimeAndThenCancelsIt() async throws {
    let daemon = try await Daemon()
    let long = try await daemon.submit(#"{"argv":["sleep","60"]}"#)
    try await daemon.reach(long, "running")
    let late = try await daemon.jobctl("wait", "\(long)", "--timeout", "300ms", "--cancel")
    #expect(late.status == 7, "\(late)")
    // It is gone when the command is back, not merely asked to go.
    #expect(try await daemon.state(long) == "cancelled")
    let ready = daemon.scratch.file("ready")
    let polite = try await daemon.shell("trap 'echo kept; exit 0' TERM; touch \(ready); while :; do sleep 0.05; done")
    try await eventually("the trap is set") { daemon.scratch.has("ready") }
    let kept = try await daemon.jobctl("wait", "\(polite)", "--timeout", "200ms", "--cancel")
    #expect(kept.status == 0, "\(kept)")
    let done = try await daemon.jobctl("wait", "\(polite)", "--timeout", "0s", "--cancel")
    #expect(done.status == 0, "\(done)")
  }

  @Test func interruptCancelsOnlyWhenAskedTo() async throws {
    let daemon = try await Daemon()
    let left = try await daemon.submit(#"{"argv":["sleep","60"]}"#)
    let taken = try await daemon.submit(#"{"argv":["sleep","60"]}"#)
    let plain = try daemon.startJobctl(["wait", "\(left)"])
    let cancelling = try daemon.startJobctl(["wait", "\(taken)", "--timeout", "1h", "--cancel"])
    try await eventually("both wait") { try await daemon.waiters() == 2 }
    plain.send(SIGINT)
    cancelling.send(SIGINT)
    #expect(try await plain.exit() == 130)
    #expect(try await cancelling.exit() == 130)
    #expect(try await daemon.state(taken) == "cancelled")
    #expect(try await daemon.job(left).bool("cancel_requested") == false)
    try await eventually("nobody waits") { try await daemon.waiters() == 0 }
  }

  @Test func shieldedJobOutlivesTheWaitForIt() async throws {
    let daemon = try await Daemon()
    let go = daemon.scratch.file("go")
    let id = try await daemon.shell("while ! test -e \(go); do sleep 0.05; done; echo kept", #""shield":true"#)
    try await daemon.reach(id, "running")
    let late = try await daemon.jobctl("wait", "\(id)", "--timeout", "300ms", "--cancel")
    #expect(late.status == 7, "\(late)")
    #expect(try await daemon.state(id) == "running")
    daemon.scratch.touch("go")
    #expect(try await daemon.finished(id).string("state") == "succeeded")
    #expect(try await daemon.jobctl("wait", "\(id)", "--timeout", "0s", "--cancel").status == 0)
    #expect(try await daemon.jobctl("result", "\(id)").output == "kept\n")
  }

  /// It would be over at once, as if all were well.
  @Test func waitForAQueueThatIsNotThereIsRefused() async throws {
    let daemon = try await Daemon()
    let missing = try await daemon.jobctl("wait", "--queue", "mial", "--timeout", "1s")
    #expect(missing.status == 3 && missing.errors.contains("mial"), "\(missing)")
    _ = try await daemon.finished(try await daemon.submit(#"{"handler":"noop","queue":"mail"}"#))
    #expect(try await daemon.jobctl("wait", "--queue", "mail", "--timeout", "1s").status == 0)
  }

  @Test func stopAnswersEveryWaiter() async throws {
    let daemon = try await Daemon(drain: "1s")
    let id = try await daemon.held()
    let batch = try #require(try await daemon.batch("{}").int("id"))
    let requests = [
      ("GET", "/v1/jobs/\(id)?wait=10m", ""), ("GET", "/v1/batches/\(batch)?wait=10m", ""),
      ("POST", "/v1/wait", #"{"ids":[\#(id)],"timeout":"10m"}"#), ("POST", "/v1/wait", #"{"batch":\#(batch)}"#),
      ("POST", "/v1/wait", #"{"queue":"default","until":"first"}"#),
    ]
    let ctl = try daemon.startJobctl(["wait", "\(id)", "--patience", "0s"])
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for (method, target, body) in requests {
        group.addTask { try await daemon.send(method, target, body).status }
      }
      try await eventually("all wait") { try await daemon.waiters() == requests.count + 1 }
      #expect(try await daemon.stop() == 0)
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses.count == requests.count && statuses.allSatisfy { $0 == 200 || $0 == 503 }, "\(statuses)")
    #expect(try await ctl.exit() != 0)
  }

  @Test func waitForAllFromInsideAJobDoesNotWaitForItself() async throws {
    let daemon = try await Daemon()
    let other = try await daemon.submit(#"{"external":true}"#)
    // Held until both are there: each waits for those that are there when it begins.
    let inside = try await daemon.shell("\(BuiltProgram.jobctl) wait --all --timeout 30s", #""hold":true"#)
    let command = "\(BuiltProgram.jobctl) wait --queue default --timeout 30s"
    let queue = try await daemon.shell(command, #""queue":"second","hold":true"#)
    // The one inside last: what is held when it begins it leaves out.
    for id in [queue, inside] { try await daemon.release(id) }
    try await eventually("they wait") { try await daemon.waiters() == 2 }
    try await daemon.cancel(queue)
    _ = try await daemon.finished(queue)
    #expect(try await daemon.post("/v1/jobs/\(other)/complete").status == 200)
    let end = try await daemon.finished(inside)
    // The job it waited for besides was cancelled, which the exit status of the wait tells.
    #expect(end.string("reason") == "exit" && end.int("exit_code") == 5, "\(end.text)")
  }

  @Test func tenThousandEndedJobsAndTwoHundredWaiters() async throws {
    let daemon = try await Daemon()
    let line = #"{"handler":"noop"}"#
    let ids = try await daemon.lines(Array(repeating: line, count: 10_000)).ints("ids")
    let all = try await daemon.post("/v1/wait", #"{"ids":\#(ids),"timeout":"50s"}"#)
    #expect(all.objects("done").count == 10_000 && all.bool("expired") == false)
    let held = try await daemon.held()
    let answers = try await withThrowingTaskGroup(of: Int?.self) { group in
      for _ in 0..<200 {
        group.addTask {
          try await daemon.post("/v1/wait", #"{"ids":[\#(held)],"timeout":"50s"}"#).objects("done").first?.int("id")
        }
      }
      try await eventually("all wait") { try await daemon.waiters() == 200 }
      try await daemon.release(held)
      return try await group.reduce(into: [Int?]()) { $0.append($1) }
    }
    #expect(answers == Array(repeating: held, count: 200))
    try await eventually("nobody waits") { try await daemon.waiters() == 0 }
  }
}
