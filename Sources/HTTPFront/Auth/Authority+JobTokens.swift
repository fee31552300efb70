// What a running job may do with its own token: look at itself, report how far it is, and submit follow-ups of itself.
// Nothing else, whatever its submitter may.

import JobCore

extension Authority {
  static func refusal(_ identity: Identity, _ job: JobID, _ verb: Verb, _ object: AccessObject) -> Answer? {
    guard verb.isForJobs else {
      return .forbidden(
        "\(identity.name) may only look at itself, report on itself and submit follow-ups of itself",
        hint: "Use a token of a person or a service.")
    }
    switch object {
    case .any, .secretURLs: return nil
    case .job(job, _): return nil
    // Others are as if they were not there.
    case .job: return .hidden
    case .submission(let new): return refusal(identity, job, new)
    // Only the job itself, as the check of the submission has seen to.
    case .namedJob(job, _): return nil
    case .batch, .schedule, .queue, .namedJob, .namedBatch, .namedQueue, .callback, .user, .callbacksOfQueue,
      .defaultCallbacks, .handlerJobs, .allJobs, .allJobsOfQueue, .machine, .copied, .command, .commands:
      return .forbidden(
        "\(identity.name) may only look at itself and report on itself", hint: "Ask for job \(job).")
    }
  }

  /// A submission with a job's token has to name that job, and no other, as what it follows.
  private static func refusal(_ identity: Identity, _ job: JobID, _ new: NewJob) -> Answer? {
    guard new.after.contains(where: { $0.parent == .job(job) }) else {
      return .forbidden(
        "\(identity.name) may only submit follow-ups of itself", hint: "Name it: \"after\": [\(job)].")
    }
    return tieRefusal(identity, job, new)
  }

  private static func tieRefusal(_ identity: Identity, _ job: JobID, _ new: NewJob) -> Answer? {
    guard new.after.allSatisfy({ $0.parent == .job(job) }), new.batch == nil else {
      return .forbidden(
        "\(identity.name) may not tie a follow-up to other jobs or batches",
        hint: "Name only job \(job) in \"after\".")
    }
    // Both would reach the job that has the key.
    if let rule = new.unique, rule.onConflict != .reject {
      return .forbidden("\(identity.name) may not replace or return other jobs", hint: "Use on_conflict reject.")
    }
    for followUp in new.then {
      if let refusal = tieRefusal(identity, job, followUp.job) { return refusal }
    }
    return nil
  }
}
