// What may be submitted within limits. They hold for everything that comes with a job: a follow-up is a job, and a
// command that is called after its end is one in all but name.

import JobCore

extension Authority {
  /// Why a submission or one of its follow-ups is refused; nil if it is not.
  static func refusal(_ identity: Identity, _ limits: RealmLimits, _ job: NewJob) -> Answer? {
    if let refusal = refusal(identity, limits, queue: job.queue) { return refusal }
    if let refusal = refusal(identity, limits, kind: job.work.kind) { return refusal }
    // Unique keys are shared by all queues: which job would be cancelled is not known before it is.
    if let rule = job.unique, rule.onConflict == .replace {
      return .forbidden(
        "\(identity.name) may not replace jobs by their unique key, because they may be of any queue",
        hint: "Use on_conflict reject or return.")
    }
    for callback in job.callbacks {
      if let refusal = refusal(identity, limits, callback) { return refusal }
    }
    for followUp in job.then {
      if let refusal = refusal(identity, limits, followUp.job) { return refusal }
    }
    return nil
  }

  /// A command runs with the rights of the daemon, as a job of the kind exec does.
  static func refusal(_ identity: Identity, _ limits: RealmLimits, _ callback: Callback) -> Answer? {
    if case .command = callback.target { return refusal(identity, limits, kind: .exec) }
    return nil
  }

  static func refusal(_ identity: Identity, _ limits: RealmLimits, queue: String) -> Answer? {
    guard let queues = limits.queues, !queues.contains(queue) else { return nil }
    return .forbidden(
      "\(identity.name) may not use the queue \"\(queue)\"",
      hint: "Use one of: \(queues.sorted().joined(separator: ", ")).")
  }

  static func refusal(_ identity: Identity, _ limits: RealmLimits, kind: JobKind) -> Answer? {
    guard let kinds = limits.kinds, !kinds.contains(kind) else { return nil }
    let names = kinds.map(\.name).sorted().joined(separator: ", ")
    return .forbidden("\(identity.name) may not use jobs of the kind \"\(kind.name)\"", hint: "Use one of: \(names).")
  }
}
