// The numbers that are given out once: each follows the last one, which is written before the transaction commits.

/// How far the numbers of this store have come.
struct Numbers: Equatable {
  /// Things of one kind.
  struct Series: Equatable {
    var last: Int64 = 0
    /// This transaction has given some out.
    var isChanged = false

    mutating func next() -> Int64 {
      last += 1
      isChanged = true
      return last
    }

    /// The last one, if this transaction has given some out since it was last asked.
    fileprivate mutating func takeGiven() -> Int64? {
      if !isChanged { return nil }
      isChanged = false
      return last
    }
  }

  var jobs = Series()
  var batches = Series()
  var callbacks = Series()
  /// How often a job has gone from one queue to another, since the start. Nothing is named by it, so it is not written:
  /// with the last job it says whether a look still holds.
  var moves: Int64 = 0

  /// Says in the rows how far they have come; the files beside the database say so before the commit does.
  static func write(_ tx: Transaction) throws(StoreError) {
    for (kind, last) in tx.ledger.numbers.takeGiven() {
      try tx.terms.numbers?.cover(kind, last)
      tx.changes.meta.append((kind.rawValue, last))
    }
  }

  /// The last ones of those kinds of which this transaction has given some out.
  private mutating func takeGiven() -> [(kind: IssuedNumbers.Kind, last: Int64)] {
    var given: [(kind: IssuedNumbers.Kind, last: Int64)] = []
    if let last = jobs.takeGiven() { given.append((.job, last)) }
    if let last = batches.takeGiven() { given.append((.batch, last)) }
    if let last = callbacks.takeGiven() { given.append((.callback, last)) }
    return given
  }
}
