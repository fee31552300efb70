// The answer to `why` in sentences.

import JobWire

/// Words for what is in a job's way.
enum WhyText {
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
        let until = blocker.until.map { ", until \(Moment.local($0)) (\(moment.distance(to: $0)))" } ?? ""
        let padding = String(repeating: " ", count: max(1, 14 - blocker.kind.count))
        return "  " + blocker.kind + padding + DisplayWidth.printable(blocker.detail) + until
      }
  }
}
