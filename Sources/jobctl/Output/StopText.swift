// What is said while the daemon stops.

import JobWire

/// Words for the end of the daemon.
enum StopText {
  /// How many jobs are named, and how many of them are told when they end.
  static let namedMax = 10

  static func begun(_ reply: StopReply) -> String { "The daemon (process \(reply.pid)) is stopping." }

  /// Why nobody waits for its end.
  static let inside = " This is not waited for: the command is itself one of its jobs."

  /// Where neither its process nor what it does can be looked at.
  static let unseen = "It tells nothing of what runs; when it is gone cannot be seen from here."

  /// What the stop waits for; nil if it waits for nothing.
  static func running(_ jobs: [JobView], _ mode: WireStopMode) -> String? {
    guard let first = jobs.first else { return nil }
    let what = jobs.count == 1 ? "Job \(first.id) still runs" : "\(jobs.count) jobs still run: \(list(jobs))"
    switch mode {
    case .drain:
      return what + (jobs.count == 1 ? " and may" : "; they may")
        + " finish within the daemon's limit.\n  → `jobctl stop --mode cancel` does not wait for that."
    case .cancel: return what + (jobs.count == 1 ? " and is" : "; they are") + " cancelled."
    case .now: return what + (jobs.count == 1 ? " and is" : "; they are") + " killed."
    }
  }

  /// One has ended.
  static func ended(_ ids: [Int64], left: Int) -> String {
    let what = ids.count == 1 ? "Job \(ids[0]) has ended" : "\(ids.count) jobs have ended"
    return left == 0 ? "\(what); none runs any more." : "\(what); \(left) still \(left == 1 ? "runs" : "run")."
  }

  private static func list(_ jobs: [JobView]) -> String {
    let named = jobs.prefix(namedMax).map { "\($0.id)" }.joined(separator: ", ")
    return jobs.count > namedMax ? "\(named) and \(jobs.count - namedMax) more" : named
  }
}
