// What follows from what was asked for, in its own transaction, and does not undo it if it cannot be done.

/// A part of a transaction that nobody asked for.
enum Sequel {
  /// What a job has asked for at its end is stored.
  case followUps
  /// Those who have waited for an end are decided.
  case settlement
  /// Those who wait for jobs are served.
  case claims

  /// Runs `body`, which is such a part.
  static func run<Value>(
    _ sequel: Sequel, _ tx: Transaction, _ body: () throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    let outer = tx.course.sequel
    tx.course.sequel = sequel
    let value = try body()
    // Not if it has failed: whoever commits asks what that was.
    tx.course.sequel = outer
    return value
  }
}
