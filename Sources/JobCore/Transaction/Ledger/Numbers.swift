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
  }

  var jobs = Series()
  var batches = Series()
  var callbacks = Series()

  /// Says in the rows how far they have come; the files beside the database say so before the commit does.
  static func write(_ tx: Transaction) throws(StoreError) {
    try write(.job, &tx.ledger.numbers.jobs, tx.terms, &tx.changes)
    try write(.batch, &tx.ledger.numbers.batches, tx.terms, &tx.changes)
    try write(.callback, &tx.ledger.numbers.callbacks, tx.terms, &tx.changes)
  }

  private static func write(
    _ kind: IssuedNumbers.Kind, _ series: inout Series, _ terms: Terms, _ changes: inout Changes
  ) throws(StoreError) {
    if !series.isChanged { return }
    try terms.numbers?.cover(kind, series.last)
    changes.meta.append((kind.rawValue, series.last))
    series.isChanged = false
  }
}
