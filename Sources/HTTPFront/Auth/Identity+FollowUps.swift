// What a running job may do with its own token: look at itself, report how far it is, and submit follow-ups of itself.
// Nothing else.

import JobCore

extension Identity {
  /// A job that asks with its own token. Few routes are for it.
  init(job: JobID) {
    self.init(name: "job:\(job)", scopes: [ScopeSet(.read), ScopeSet(.submit)], job: job)
  }

  func check(_ route: Route) throws(HTTPFault) {
    try check(route.permission)
    guard job != nil, !route.isForJobs else { return }
    throw .forbidden(
      "\(name) may only look at itself, report on itself and submit follow-ups of itself",
      hint: "Use a token of a person or a service.")
  }

  func check(_ id: JobID) throws(HTTPFault) {
    guard let job, job != id else { return }
    throw .forbidden("\(name) may only look at itself and report on itself", hint: "Ask for job \(job).")
  }

  /// A submission with a job's token has to name that job, and no other, as what it follows.
  func checkFollowUp(_ new: NewJob) throws(HTTPFault) {
    guard let job else { return }
    guard new.after.contains(where: { $0.parent == .job(job) }) else {
      throw .forbidden("\(name) may only submit follow-ups of itself", hint: "Name it: \"after\": [\(job)].")
    }
    try checkTies(new, job)
  }

  private func checkTies(_ new: NewJob, _ job: JobID) throws(HTTPFault) {
    guard new.after.allSatisfy({ $0.parent == .job(job) }), new.batch == nil else {
      throw .forbidden(
        "\(name) may not tie a follow-up to other jobs or batches", hint: "Name only job \(job) in \"after\".")
    }
    // Both would reach the job that has the key.
    if let rule = new.unique, rule.onConflict != .reject {
      throw .forbidden("\(name) may not replace or return other jobs", hint: "Use on_conflict reject.")
    }
    for followUp in new.then { try checkTies(followUp.job, job) }
  }
}
