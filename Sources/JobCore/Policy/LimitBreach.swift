// What of a submission lies outside of somebody's limits: asked when it comes in, and again when a schedule submits it.

/// Something that whoever is limited may not submit.
package enum LimitBreach: Hashable, Sendable {
  case queue(String)
  case kind(JobKind)
  /// It would replace the job that has its unique key. Keys are shared by all queues: which job would be cancelled is not
  /// known before it is.
  case replacement
}

extension RealmLimits {
  /// The first thing in a submission, its callbacks and its follow-ups that lies outside of these limits.
  package func breach(by job: NewJob) -> LimitBreach? {
    if !contains(queue: job.queue) { return .queue(job.queue) }
    if !contains(kind: job.work.kind) { return .kind(job.work.kind) }
    if !isEmpty, let rule = job.unique, rule.onConflict == .replace { return .replacement }
    for callback in job.callbacks {
      if let breach = breach(by: callback) { return breach }
    }
    for followUp in job.then {
      if let breach = breach(by: followUp.job) { return breach }
    }
    return nil
  }

  /// A command runs with the rights of the daemon, as a job of the kind exec does.
  package func breach(by callback: Callback) -> LimitBreach? {
    guard case .command = callback.target, !contains(kind: .exec) else { return nil }
    return .kind(.exec)
  }

  /// What is within both.
  package func narrowed(to other: RealmLimits) -> RealmLimits {
    RealmLimits(
      queues: queues.map { $0.intersection(other.queues ?? $0) } ?? other.queues,
      kinds: kinds.map { $0.intersection(other.kinds ?? $0) } ?? other.kinds)
  }
}
