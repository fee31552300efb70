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
  private let limits: RealmLimits?
  private let grantedBy: String?
  let registry: HandlerRegistry
  private let deliver: Delivery?

  /// Takes a follow-up to where the end of the attempt is decided.
  typealias Delivery = @Sendable (FollowUp) throws(SubmitError) -> Void

  /// - Parameters:
  ///   - spec: the job, whose submitter's rights hold for its follow-ups.
  ///   - deliver: for a basket in another process than the queue: takes each follow-up, which is then not kept here.
  init(_ parent: JobID, of spec: NewJob? = nil, registry: HandlerRegistry, deliver: Delivery? = nil) {
    self.parent = parent
    limits = spec?.limits
    grantedBy = spec?.submitter
    self.registry = registry
    self.deliver = deliver
  }

  func add(_ followUp: FollowUp) throws(SubmitError) {
    // Which handlers there are is known to the process of the queue alone.
    if deliver == nil {
      try registry.validate(followUp.job, index: 0)
    } else {
      try followUp.job.validate(index: 0)
    }
    var marked = followUp
    marked.job = mark(followUp.job, "job:\(parent)")
    let count = Self.count(followUp.job)
    let sum = state.withLock { state in
      let sum = state.count + count
      if sum > Limits.thenJobsMax { return sum }
      state.count = sum
      if deliver == nil { state.followUps.append(marked) }
      return sum
    }
    if sum > Limits.thenJobsMax { throw .tooMany(count: sum) }
    try deliver?(marked)
  }

  /// What has been added.
  var all: [FollowUp] {
    state.withLock(\.followUps)
  }

  /// Says who submitted it, unless it says so itself, and what that one is limited to.
  private func mark(_ job: NewJob, _ name: String) -> NewJob {
    var job = job
    job.submittedBy = job.submittedBy ?? name
    job.limits = limits
    job.grantedBy = grantedBy
    job.then = job.then.map { FollowUp(on: $0.on, mark($0.job, name)) }
    return job
  }

  /// The job and all that follows it; no deeper than validation lets it be.
  private static func count(_ job: NewJob) -> Int {
    job.then.reduce(1) { $0 + count($1.job) }
  }
}
