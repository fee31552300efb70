// The follow-ups a handler has asked for so far, until the end of its attempt decides about them.

import Synchronization

/// Collects follow-ups of one attempt.
final class FollowUpBasket: Sendable {
  private struct State {
    var followUps: [FollowUp] = []
    var count = 0
  }

  private let state = Mutex(State())
  private let parent: JobID
  let registry: HandlerRegistry

  init(_ parent: JobID, registry: HandlerRegistry) {
    self.parent = parent
    self.registry = registry
  }

  func add(_ followUp: FollowUp) throws(SubmitError) {
    try registry.validate(followUp.job, index: 0)
    var marked = followUp
    marked.job = Self.mark(followUp.job, "job:\(parent)")
    let count = Self.count(followUp.job)
    let sum = state.withLock { state in
      let sum = state.count + count
      if sum > Limits.thenJobsMax { return sum }
      state.count = sum
      state.followUps.append(marked)
      return sum
    }
    if sum > Limits.thenJobsMax { throw .tooMany(count: sum) }
  }

  /// What has been added.
  var all: [FollowUp] {
    state.withLock(\.followUps)
  }

  /// Says who submitted it, unless it says so itself.
  private static func mark(_ job: NewJob, _ name: String) -> NewJob {
    var job = job
    job.submittedBy = job.submittedBy ?? name
    job.then = job.then.map { FollowUp(on: $0.on, mark($0.job, name)) }
    return job
  }

  /// The job and all that follows it; no deeper than validation lets it be.
  private static func count(_ job: NewJob) -> Int {
    job.then.reduce(1) { $0 + count($1.job) }
  }
}
