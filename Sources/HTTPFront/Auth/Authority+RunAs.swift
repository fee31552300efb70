// What may be done by somebody whose commands run as another user than jobd: all that has no way round that user.

import JobCore

extension Authority {
  /// Why it is refused; nil if that user is no reason.
  static func refusal(_ identity: Identity, _ runAs: String?, _ verb: Verb, _ object: AccessObject) -> Answer? {
    guard let runAs else { return nil }
    if verb == .operate {
      return .forbidden(
        "the commands of \(identity.name) run as \(runAs), and this concerns the whole daemon",
        hint: "Use a token without run_as.")
    }
    switch object {
    case .user: return notItsUser(identity)
    case .callback(let callback): return refusal(identity, runAs, callback)
    case .any, .job, .batch, .schedule, .queue, .submission, .namedJob, .namedBatch, .namedQueue, .callbacksOfQueue,
      .defaultCallbacks, .handlerJobs, .allJobs, .allJobsOfQueue, .machine, .secretURLs, .copied,
      .command, .commands:
      return nil
    }
  }

  /// The engine says it of the callbacks of jobs; those of batches and those that come late are named here.
  private static func refusal(_ identity: Identity, _ runAs: String, _ callback: Callback) -> Answer? {
    guard case .command = callback.target else { return nil }
    return .forbidden(
      "\(identity.name) may not have commands called, because they run as jobd and not as \(runAs)",
      hint: "Give a URL, or a follow-up.")
  }

  /// Whoever sets it can have anything run as anybody that may be named.
  static func notItsUser(_ identity: Identity) -> Answer {
    .forbidden(
      "\(identity.name) may not say as whom a queue runs its jobs",
      hint: "Use an admin token without limits and run_as.")
  }
}
