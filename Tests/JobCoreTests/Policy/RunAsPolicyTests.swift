// As whom a job runs: of submitter and queue, neither has a way round the other.

import TestSupport
import Testing

@testable import JobCore

@Suite struct RunAsPolicyTests {
  private func claimed(_ spec: NewJob, queue: String?) -> ClaimedJob {
    ClaimedJob(
      fence: Fence(job: JobID(1), start: 1, boot: 1), attempt: 1, maxAttempts: 1, startedAt: .noon, createdAt: .noon,
      queueID: 1, spec: spec, parents: [], queueRunAs: queue)
  }

  @Test(
    arguments: [
      (nil, nil, RunAsPolicy.Answer.user(nil)), ("ann", nil, .user("ann")), (nil, "ann", .user("ann")),
      ("ann", "ann", .user("ann")), ("ann", "bob", .conflict(job: "ann", queue: "bob")),
    ] as [(String?, String?, RunAsPolicy.Answer)])
  func whoIsNamedIsTheUserAndTwoAreNobody(_ job: String?, _ queue: String?, _ answer: RunAsPolicy.Answer) {
    #expect(RunAsPolicy.decide(job: job, queue: queue) == answer)
  }

  @Test func onlyCommandsAndWhatRunsNothingHereCan() {
    for work in [Work.exec(argv: ["a"]), .shell("a"), .external] {
      #expect(RunAsPolicy.obstacle(to: work, executor: nil) == nil)
    }
    let handler = Work.handler(name: "h", payload: nil)
    #expect(RunAsPolicy.obstacle(to: handler, executor: Lane.remoteExecutor) == nil)
    for executor in [nil, Lane.asyncExecutor, Lane.threadExecutor, Lane.processExecutor, "pool"] {
      #expect(RunAsPolicy.obstacle(to: handler, executor: executor)?.contains("handler") == true)
    }
    #expect(RunAsPolicy.obstacle(to: .http(HTTPWork(url: "http://h/")), executor: nil)?.contains("request") == true)
  }

  @Test func queueWhoseJobsRunAsSomebodyCallsNoCommands() {
    let (url, command) = (Callback(.url("http://h/")), Callback(.command(["a"])))
    #expect(RunAsPolicy.fault(of: command, calledBy: "ann")?.contains("ann") == true)
    #expect(RunAsPolicy.fault(of: command, calledBy: nil) == nil && RunAsPolicy.fault(of: url, calledBy: "ann") == nil)
  }

  @Test func faultNamesTheField() {
    func fault(_ job: String?, _ queue: String?, _ work: Work = .shell("a"), _ callbacks: [Callback] = []) -> String? {
      RunAsPolicy.fault(job: job, queue: queue, work: work, executor: nil, callbacks: callbacks)?.field
    }
    let (url, command) = (Callback(.url("http://h/")), Callback(.command(["a"])))
    #expect(fault(nil, nil, .handler(name: "h", payload: nil), [command]) == nil, "it runs as jobd")
    #expect(fault("ann", nil) == nil && fault(nil, "ann", .shell("a"), [url]) == nil)
    #expect(fault("ann", "bob") == "queue")
    #expect(fault(nil, "ann", .handler(name: "h", payload: nil)) == "handler")
    #expect(fault("ann", nil, .http(HTTPWork(url: "http://h/"))) == "http")
    #expect(fault("ann", nil, .shell("a"), [url, command]) == "callbacks[1].argv")
  }

  /// What was stored is looked at once more: its queue may have another user by now.
  @Test func claimedJobThatHasNoUserOfItsOwnFails() {
    let (plain, own) = (NewJob(.shell("a")), NewJob(.shell("a")).with { $0.runAs = "ann" })
    #expect(RunAsPolicy.failure(of: claimed(plain, queue: nil)) == nil)
    #expect(RunAsPolicy.user(of: claimed(plain, queue: nil)) == nil)
    #expect(RunAsPolicy.failure(of: claimed(plain, queue: "bob")) == nil)
    #expect(RunAsPolicy.user(of: claimed(plain, queue: "bob")) == "bob")
    #expect(RunAsPolicy.user(of: claimed(own, queue: nil)) == "ann", "it keeps the user that its queue had")
    let conflict = RunAsPolicy.failure(of: claimed(own, queue: "bob"))
    #expect(conflict?.code == "run_as" && conflict?.message.contains("ann") == true)
    #expect(RunAsPolicy.user(of: claimed(own, queue: "bob")) == "ann", "never jobd itself")
    #expect(RunAsPolicy.failure(of: claimed(.noop(), queue: "bob"))?.code == "run_as")
  }
}
