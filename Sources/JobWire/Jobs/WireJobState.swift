// The states of a job by their names on the wire, and the two groups filters know.

/// Where a job stands.
public enum WireJobState: String, Sendable, CaseIterable, Hashable {
  case held
  case scheduled
  case blocked
  case queued
  case running
  case retrying
  case succeeded
  case failed
  case cancelled
  case skipped

  /// Whether the job has ended; only an explicit retry changes it again.
  public var isTerminal: Bool {
    switch self {
    case .held, .scheduled, .blocked, .queued, .running, .retrying: false
    case .succeeded, .failed, .cancelled, .skipped: true
    }
  }

  /// The states the filter word stands for: a state itself, or `active`, or `finished`.
  package static func matching(_ word: String) -> [WireJobState]? {
    switch word {
    case _ where !word.isWord: nil
    case "active": allCases.filter { !$0.isTerminal }
    case "finished": allCases.filter(\.isTerminal)
    default: WireJobState(rawValue: word).map { [$0] }
    }
  }

  /// A word that a filter takes.
  package static let filterShape = WireShape.word(
    allCases.map(\.rawValue) + ["active", "finished"], name: "WireJobStateFilter")

  /// The second half of a sentence about a word that is no state.
  package static let expectation =
    "must be one of \(allCases.map(\.rawValue).joined(separator: ", ")), active, finished"
}

extension WireJobState: WireEncodable {
  package func write(to writer: inout JSONWriter) { writer.string(rawValue) }
}
