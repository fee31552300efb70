// What a transaction leaves to who commits it.

/// What follows the commit of a transaction.
struct Aftermath {
  /// What is told.
  var commit = Commit()
  /// What is left to do in transactions of their own.
  var deferred: [DeferredWork] = []
  /// Slots taken in the queues in which this transaction changed that.
  var slotsTaken: [Int64: Int] = [:]

  /// What is told, once.
  mutating func takeNews() -> (commit: Commit, slotsTaken: [Int64: Int]) {
    defer { (commit, slotsTaken) = (Commit(), [:]) }
    return (commit, slotsTaken)
  }

  mutating func takeDeferred() -> [DeferredWork] {
    defer { deferred = [] }
    return deferred
  }
}
