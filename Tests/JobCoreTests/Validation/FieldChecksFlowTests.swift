// What ties jobs together: parents, keys and follow-ups at their bounds, and the settings of queues.

import Testing

@testable import JobCore

@Suite struct FieldChecksFlowTests {
  private func faults(_ change: (inout NewJob) -> Void) -> [String] {
    var job = NewJob(.shell("true"))
    change(&job)
    return job.faults().map(\.field)
  }

  /// A job with follow-ups one below the other.
  private func chain(_ depth: Int) -> NewJob {
    var job = NewJob(.shell("true"))
    if depth > 0 { job.then = [FollowUp(chain(depth - 1))] }
    return job
  }

  @Test func aParentIsNamedOnce() {
    let parent = Dependency(.job(JobID(1)), on: .success)
    #expect(faults { $0.after = [parent, Dependency(.job(JobID(1)), on: .any)] } == [])
    #expect(faults { $0.after = [parent, parent] } == ["after[1]"])
    #expect(faults { $0.after = (0...Limits.parentsMax).map { Dependency(.job(JobID(Int64($0)))) } } == ["after"])
  }

  @Test func keysHaveTheirBytesAndNoControlCharacters() {
    let longest = String(repeating: "k", count: Limits.keyBytesMax)
    #expect(faults { $0.unique = UniqueRule(key: longest) } == [])
    for key in ["", longest + "k", "a\u{0}b", "a\u{7F}"] {
      #expect(faults { $0.unique = UniqueRule(key: key) } == ["unique.key"])
      #expect(faults { $0.limit = LimitRule(key: key, max: 1) } == ["limit.key"])
    }
    #expect(faults { $0.limit = LimitRule(key: "a", max: 0) } == ["limit.max"])
  }

  @Test func followUpsGoAsDeepAsTheyMay() {
    #expect(chain(Limits.thenDepthMax).faults().isEmpty)
    let tooDeep = chain(Limits.thenDepthMax + 1).faults()
    #expect(tooDeep.count == 1 && tooDeep[0].field.hasSuffix("then"))
    #expect(faults { $0.then = (0...Limits.thenJobsMax).map { _ in FollowUp(NewJob(.shell("a"))) } } == ["then"])
  }

  @Test func aFaultOfAFollowUpHasItsPath() {
    var bad = NewJob(.shell(""))
    bad.priority = 5_000
    #expect(faults { $0.then = [FollowUp(bad)] } == ["then[0].job.shell", "then[0].job.priority"])
  }

  @Test func settingsOfQueuesHaveTheirBounds() {
    func faults(_ change: (inout QueueSettings) -> Void) -> [String] {
      var settings = QueueSettings()
      change(&settings)
      var check = FieldChecks()
      check.queueSettings(settings)
      return check.faults.map(\.field)
    }
    #expect(faults { _ in } == [])
    #expect(faults { $0.slots = -1 } == ["slots"])
    #expect(faults { $0.maxQueued = 0 } == ["max_queued"])
    #expect(faults { $0.agingMicros = 0 } == ["aging"])
    #expect(faults { $0.defaultTimeoutMicros = -1 } == ["default_timeout"])
    #expect(faults { $0.callbacks = [Callback(.url("ftp://h/"))] } == ["callbacks[0].url"])
    // All that a job may have fits, whatever the URLs are; commands have a bound together.
    let long = "http://h/" + String(repeating: "a", count: Limits.callbackURLBytesMax - 9)
    #expect(faults { $0.callbacks = Array(repeating: Callback(.url(long)), count: Limits.callbacksMax) } == [])
    let argument = String(repeating: "a", count: Limits.queueCallbackBytesMax - 2)
    #expect(faults { $0.callbacks = [Callback(.command([argument]))] } == [])
    #expect(faults { $0.callbacks = [Callback(.command(["a", argument]))] } == ["callbacks"])
  }
}
