// What an identity that is limited to some queues and kinds may do with jobs. Its limits hold for everything that comes
// with a job: a follow-up is a job, and a command that is called after its end is one in all but name.

import JobCore

extension Identity {
  func check(_ job: Job) throws(HTTPFault) {
    try check(queue: job.queue)
    try check(kind: job.kind.name)
  }

  /// Jobs by where they are.
  func check(_ realms: Set<JobRealm>) throws(HTTPFault) {
    for realm in realms {
      try check(queue: realm.queue)
      try check(kind: realm.kind.name)
    }
  }

  /// A submission and all its follow-ups.
  func check(_ job: NewJob) throws(HTTPFault) {
    try checkFollowUp(job)
    try checkLimits(job)
  }

  private func checkLimits(_ job: NewJob) throws(HTTPFault) {
    guard isLimited else { return }
    try check(queue: job.queue)
    try check(kind: job.work.kind.name)
    // Unique keys are shared by all queues: which job would be cancelled is not known before it is.
    if let rule = job.unique, rule.onConflict == .replace {
      throw .forbidden(
        "\(name) may not replace jobs by their unique key, because they may be of any queue",
        hint: "Use on_conflict reject or return.")
    }
    for callback in job.callbacks { try check(callback) }
    for followUp in job.then { try checkLimits(followUp.job) }
  }

  /// A command runs with the rights of the daemon, as a job of the kind exec does.
  func check(_ callback: Callback) throws(HTTPFault) {
    if case .command = callback.target { try check(kind: JobKind.exec.name) }
  }

  /// Narrows a filter to what this identity may see, or refuses it.
  func narrow(_ filter: inout JobFilter) throws(HTTPFault) {
    if let queues {
      if filter.queue == nil, queues.count == 1 { filter.queue = queues.first }
      guard let queue = filter.queue else {
        let choices = queues.sorted().joined(separator: ", ")
        throw .forbidden("\(name) does not see all queues", hint: "Name one of its queues: \(choices).")
      }
      try check(queue: queue)
    }
    if let kinds {
      if filter.kind == nil, kinds.count == 1 { filter.kind = kinds.first.flatMap { JobKind(name: $0) } }
      guard let kind = filter.kind else {
        let choices = kinds.sorted().joined(separator: ", ")
        throw .forbidden("\(name) does not see all kinds of jobs", hint: "Name one of its kinds: \(choices).")
      }
      try check(kind: kind.name)
    }
  }
}
