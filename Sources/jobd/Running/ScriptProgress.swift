// How far a script is: what has become of each of its jobs, kept from events.

import JobCore

/// How a job counts for the exit status of a script.
enum ScriptFate: Int, Comparable {
  case succeeded
  case cancelled
  case timedOut
  case failed

  /// Nil for a job that has not ended.
  init?(_ state: JobState, _ reason: Reason?) {
    switch state {
    case .succeeded: self = .succeeded
    case .cancelled: self = reason == .timeout ? .timedOut : .cancelled
    case .skipped: self = .cancelled
    case .failed: self = reason == .timeout || reason == .expired ? .timedOut : .failed
    case .held, .scheduled, .blocked, .queued, .running, .retrying: return nil
    }
  }

  /// As `jobctl` exits for such a job.
  var exitStatus: Int32 {
    switch self {
    case .succeeded: 0
    case .failed: 1
    case .cancelled: 5
    case .timedOut: 6
    }
  }

  static func < (one: ScriptFate, other: ScriptFate) -> Bool { one.rawValue < other.rawValue }
}

/// The jobs of a script, and those that they submit.
struct ScriptProgress {
  private struct Line {
    var rev: Int
    /// Nil: it has not ended.
    var fate: ScriptFate?
    var wasSeen = false
  }

  private var lines: [JobID: Line]
  private var activeCount: Int

  /// - Parameter ids: what was submitted; follow-ups are heard of.
  init(_ ids: [JobID]) {
    lines = Dictionary(ids.map { ($0, Line(rev: 0)) }) { first, _ in first }
    activeCount = lines.count
  }

  /// Whether all have ended.
  var isOver: Bool { activeCount == 0 }

  var worst: ScriptFate { lines.values.compactMap(\.fate).max() ?? .succeeded }

  var count: Int { lines.count }

  func count(of fate: ScriptFate) -> Int { lines.values.count { $0.fate == fate } }

  /// Takes what has become of a job; true if it has just ended.
  mutating func take(_ id: JobID, rev: Int, _ state: JobState, _ reason: Reason?) -> Bool {
    let before = lines[id]
    // A snapshot may be newer than the changes behind it.
    if let before, before.rev > rev {
      lines[id]?.wasSeen = true
      return false
    }
    let fate = ScriptFate(state, reason)
    lines[id] = Line(rev: rev, fate: fate, wasSeen: true)
    let wasActive = before.map { $0.fate == nil } ?? false
    activeCount += (fate == nil ? 1 : 0) - (wasActive ? 1 : 0)
    return fate != nil && (wasActive || before == nil)
  }

  /// Something was missed: all that is there is told anew.
  mutating func beginSnapshot() { for id in lines.keys { lines[id]?.wasSeen = false } }

  /// What is not there any more and was not seen to end has not succeeded, as far as anybody knows.
  mutating func endSnapshot() {
    for (id, line) in lines where line.fate == nil && !line.wasSeen {
      lines[id]?.fate = .failed
      activeCount -= 1
    }
  }
}
