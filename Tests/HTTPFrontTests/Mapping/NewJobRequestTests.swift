// Submissions from the wire: every field arrives in the engine's units, and all faults come at once.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct NewJobRequestTests {
  private static let sender = Identity(name: "uid:1000", scopes: ScopeSet(.admin))

  @Test func everyFieldArrives() throws {
    var request = SubmitRequest(argv: ["make", "-j2"])
    request.name = "build"
    request.queue = "ci"
    request.priority = 7
    request.delay = .seconds(90)
    request.hold = true
    request.timeout = .seconds(60)
    request.grace = .seconds(5)
    request.deadline = WireTime(micros: 5_000_000)
    request.shield = true
    request.tags = ["a": "b"]
    request.keepFor = .seconds(3_600)
    request.slotsNeeded = 2
    request.unique = UniqueSpec(key: "k", onConflict: .return)
    request.limit = LimitSpec(key: "db", max: 3)
    request.batch = 4
    request.after = [AfterSpec(batch: 3, on: .any), AfterSpec(job: 2)]
    request.callbacks = [CallbackSpec(url: "https://x/h")]
    request.retry = RetrySpec(maxAttempts: 3)
    let job = try NewJob(request, by: Self.sender)
    #expect(job.work == .exec(argv: ["make", "-j2"]))
    #expect(job.name == "build" && job.queue == "ci" && job.priority == 7 && job.holds && job.isShielded)
    #expect(job.start == .after(micros: 90_000_000) && job.timeoutMicros == 60_000_000)
    #expect(job.graceMicros == 5_000_000 && job.keepForMicros == 3_600_000_000)
    #expect(job.deadline == Timestamp(micros: 5_000_000) && job.tags == ["a": "b"] && job.slotsNeeded == 2)
    #expect(job.unique?.key == "k" && job.limit?.max == 3 && job.batch == BatchID(4) && job.retry.maxAttempts == 3)
    #expect(job.after == [Dependency(.batch(BatchID(3)), on: .any), Dependency(.job(JobID(2)), on: .success)])
    #expect(job.callbacks == [Callback(.url("https://x/h"), on: .any)] && job.submittedBy == "uid:1000")
  }

  @Test func nothingSaidIsTheDefault() throws {
    var plain = NewJob(.shell("true"))
    plain.submittedBy = "uid:1000"
    #expect(try NewJob(SubmitRequest(shell: "true"), by: Self.sender) == plain)
  }

  @Test func aTimeToStartAtIsOne() throws {
    var request = SubmitRequest(shell: "true")
    request.runAt = WireTime(micros: 7)
    #expect(try NewJob(request, by: nil).start == .at(Timestamp(micros: 7)))
  }

  @Test func limitsOfTheSubmitterGoWithTheJob() throws {
    var sender = Self.sender
    sender.limits = RealmLimits(queues: ["ci"])
    var request = SubmitRequest(shell: "true")
    request.then = [ThenSpec(job: SubmitRequest(shell: "false"))]
    let job = try NewJob(request, by: sender)
    #expect(job.limits == sender.limits && job.then.first?.job.limits == sender.limits)
    #expect(job.then.first?.on == .success)
  }

  @Test func faultsOfTheWireAndOfTheEngineComeTogether() {
    var inner = SubmitRequest(shell: "true")
    inner.stdinBase64 = "%"
    var request = SubmitRequest(shell: "true")
    request.priority = 5_000
    request.then = [ThenSpec(job: inner)]
    let fault = #expect(throws: HTTPFault.self) { try NewJob(request, by: nil, path: "job.") }
    guard case .invalid(let problems) = fault else {
      Issue.record("\(String(describing: fault))")
      return
    }
    #expect(problems.map(\.field) == ["job.then[0].job.stdin_base64", "job.priority"])
  }
}
