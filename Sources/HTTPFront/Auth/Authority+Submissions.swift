// What may be submitted within limits. They hold for everything that comes with a job: a follow-up is a job, and a
// command that is called after its end is one in all but name.

import JobCore

extension Authority {
  /// Why a submission or one of its follow-ups is refused; nil if it is not.
  static func refusal(_ identity: Identity, _ limits: RealmLimits, _ job: NewJob) -> Answer? {
    limits.breach(by: job).map { refusal(identity, limits, $0) }
  }

  static func refusal(_ identity: Identity, _ limits: RealmLimits, _ callback: Callback) -> Answer? {
    limits.breach(by: callback).map { refusal(identity, limits, $0) }
  }

  static func refusal(_ identity: Identity, _ limits: RealmLimits, queue: String) -> Answer? {
    limits.contains(queue: queue) ? nil : refusal(identity, limits, .queue(queue))
  }

  static func refusal(_ identity: Identity, _ limits: RealmLimits, kind: JobKind) -> Answer? {
    limits.contains(kind: kind) ? nil : refusal(identity, limits, .kind(kind))
  }

  // MARK: What is said

  private static func refusal(_ identity: Identity, _ limits: RealmLimits, _ breach: LimitBreach) -> Answer {
    switch breach {
    case .queue(let name):
      return .forbidden("\(identity.name) may not use the queue \"\(name)\"", hint: hint(limits.queues?.sorted()))
    case .kind(let kind):
      return .forbidden(
        "\(identity.name) may not use jobs of the kind \"\(kind.name)\"",
        hint: hint(limits.kinds?.map(\.name).sorted()))
    case .replacement:
      return .forbidden(
        "\(identity.name) may not replace jobs by their unique key, because they may be of any queue",
        hint: "Use on_conflict reject or return.")
    }
  }

  private static func hint(_ names: [String]?) -> String {
    guard let names, !names.isEmpty else { return "Use another token." }
    return "Use one of: \(names.joined(separator: ", "))."
  }
}
