// The answer to `why` in sentences.

import JobWire

/// Words for what is in a job's way.
enum WhyText {
  /// What is in the way in a few words, as a list has it.
  static func short(_ why: WhyView, at moment: Moment) -> String {
    let place = why.position.flatMap { $0 > 1 ? "number \($0) in line" : nil }
    guard let blocker = why.blockers.first else { return place ?? "" }
    let until = blocker.until.map { " (\(moment.distance(to: $0)))" } ?? ""
    let words =
      switch blocker.kind {
      case "queue_paused": "queue paused"
      case "draining": "draining"
      // Most jobs need one slot, and it goes without saying.
      case "slots" where blocker.detail.hasSuffix(", it needs 1"): String(blocker.detail.dropLast(", it needs 1".count))
      default: blocker.detail
      }
    return words + until + (place.map { ", " + $0 } ?? "")
  }

  static func lines(_ id: Int64, _ why: WhyView, at moment: Moment) -> [String] {
    var head = "Job \(id) is \(why.state.rawValue)"
    if let position = why.position { head += ", number \(position) in line" }
    if why.blockers.isEmpty {
      switch why.state {
      case .queued: return [head + ": nothing is in its way, it is about to start."]
      case .running: return [head + "."]
      case .succeeded, .failed, .cancelled, .skipped: return [head + ": it has ended."]
      case .held, .scheduled, .blocked, .retrying: return [head + "."]
      }
    }
    return [head + ":"]
      + why.blockers.map { blocker in
        let padding = String(repeating: " ", count: max(1, 14 - blocker.kind.count))
        return "  " + DisplayWidth.printable(blocker.kind) + padding + words(blocker, at: moment)
      }
  }

  /// What is in the way, a sentence each, and the place in line.
  static func reasons(_ why: WhyView, at moment: Moment) -> [String] {
    why.blockers.map { words($0, at: moment) } + (why.position.map { ["number \($0) in line"] } ?? [])
  }

  private static func words(_ blocker: BlockerView, at moment: Moment) -> String {
    let until = blocker.until.map { ", until \(Moment.zoned($0)) (\(moment.distance(to: $0)))" } ?? ""
    return DisplayWidth.printable(blocker.detail) + until
  }
}
