// What a transaction leaves to who commits it.

/// What follows the commit of a transaction.
struct Aftermath {
  /// What is told.
  var commit = Commit()
  /// What is left to do in transactions of their own.
  var deferred: [DeferredWork] = []
  /// Jobs that answers show, and that have not been read.
  var toShow: [ShownJob] = []
  var batchesToShow: [ShownBatch] = []
  /// Slots taken in the queues in which this transaction changed that.
  var slotsTaken: [(queue: Int64, count: Int)] = []

  /// All of it, once: nothing is left.
  mutating func take() -> Aftermath {
    var taken = Aftermath()
    swap(&taken, &self)
    return taken
  }
}
