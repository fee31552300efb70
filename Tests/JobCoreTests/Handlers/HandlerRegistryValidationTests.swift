// Whether a queue can carry out what is submitted: its handlers, their executors, and what it was opened without.

import Testing

@testable import JobCore

@Suite struct HandlerRegistryValidationTests {
  private func faults(_ registry: HandlerRegistry, _ job: NewJob) -> [String] {
    do throws(SubmitError) {
      try registry.validate(job, index: 3)
      return []
    } catch {
      guard case .invalid(let faults, index: 3) = error else { return ["\(error)"] }
      return faults.map(\.field)
    }
  }

  private func handler(_ name: String, on executor: String? = nil) -> NewJob {
    var job = NewJob(.handler(name: name, payload: nil))
    job.executor = executor
    return job
  }

  @Test func aHandlerThatIsNotThereIsNamed() {
    #expect(faults(.builtIn, handler("noop")) == [])
    #expect(faults(.builtIn, handler("nope")) == ["handler"])
    #expect(faults(.builtIn, handler("noop", on: "thread")) == [])
    #expect(faults(.builtIn, handler("noop", on: "process")) == ["executor"])
    #expect(faults(HandlerRegistry.builtIn.adding(pools: ["gpu"]), handler("noop", on: "gpu")) == [])
    #expect(faults(.builtIn, handler("noop", on: "gpu")) == ["executor"])
  }

  @Test func aFaultOfAFollowUpHasItsPath() {
    var job = NewJob(.shell("true"))
    job.then = [FollowUp(NewJob(.shell("true"))), FollowUp(handler("nope"))]
    #expect(faults(.builtIn, job) == ["then[1].job.handler"])
  }

  @Test func whatNobodyIsThereForIsRefused() {
    let poor = HandlerRegistry.builtIn.lacking([.httpJobs, .callbacks])
    let request = NewJob(.http(HTTPWork(url: "https://x/")))
    var called = NewJob(.shell("true"))
    called.callbacks = [Callback(.command(["a"])), Callback(.url("https://x/h"))]
    #expect(faults(poor, request) == ["http"] && faults(.builtIn, request) == [])
    #expect(faults(poor, called) == ["callbacks[1].url"] && faults(.builtIn, called) == [])
  }

  @Test func aMemberOfABatchIsNeverAnotherJob() {
    var job = NewJob(.shell("true"))
    job.batch = BatchID(1)
    job.unique = UniqueRule(key: "k")
    #expect(faults(.builtIn, job) == [])
    job.unique?.onConflict = .return
    #expect(faults(.builtIn, job).count == 1)
  }
}
