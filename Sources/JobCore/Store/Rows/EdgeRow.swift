// Rows of `edge`, who waits for whom, and of `settlement`, whose followers have not all been told.

/// One thing that a job waits for.
struct EdgeRow: Equatable {
  let child: JobID
  /// Among those of its child.
  let position: Int
  let dependency: Dependency
  var outcome: EdgeOutcome
}

/// Those who wait for one parent and have not been decided, from a child on.
struct WaitingLine {
  let parent: Parent
  var from: JobID
  let max: Int
}

/// An end of which not all follow-ups have been decided.
struct SettlementRow: Equatable {
  /// In the order in which they were left; 0 for one that has not been written.
  let id: Int64
  let parent: Parent
  let isSuccess: Bool
  /// The next one that is to be decided.
  var child: JobID
}

/// What becomes of an edge.
enum EdgeChange {
  case add(EdgeRow)
  case decide(EdgeRow)
  /// All that a job waits for.
  case removeAll(of: JobID)
}

/// What becomes of a mark of an end.
enum SettlementChange {
  case add(SettlementRow)
  case advance(SettlementRow)
  case remove(SettlementRow)
}
