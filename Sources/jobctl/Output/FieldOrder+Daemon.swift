// Where the daemon has the order that rows are sorted by, it is asked for it: the first rows are those of all jobs then,
// and not those of the newest ones.

import JobWire

extension FieldOrder {
  /// The same order of the daemon; nil if it has none.
  func ofDaemon(_ filter: JobFilterWire) -> WireJobOrder? {
    guard parts.count == 1, let part = parts.first else { return nil }
    switch part.field {
    case .id, .createdAt: return part.isDescending ? .newest : .oldest
    case .finishedAt:
      // It leaves out what has not ended.
      let areEnded = filter.states.map { $0.allSatisfy(\.isTerminal) } ?? false
      return part.isDescending && areEnded ? .finished : nil
    default: return nil
    }
  }
}

extension WireJobOrder {
  /// The first jobs of this order: "the 100 newest jobs".
  func words(_ count: Int) -> String {
    switch self {
    case .newest: "the \(count) newest jobs"
    case .oldest: "the \(count) oldest jobs"
    case .priority: "the \(count) jobs that are first in line"
    case .finished: "the \(count) jobs that ended last"
    }
  }
}
