// A look at a place in line, in all lanes of its queue.

/// Looks for who stands in a place, and next to it.
struct PlaceLook {
  let place: SwitchPolicy.Place
  let queue: Int64
  let lanes: [ReadyLine.Lane]

  /// Those whose numbers are from the one to the other, in the order of these; a few more than may be moved at most.
  func jobs(from first: Int64, to last: Int64, _ tx: Transaction) throws(StoreError) -> [JobID] {
    if first > last { return [] }
    let max = Limits.switchedTogetherMax + 1
    return Array(try rows(.same(first: first, last: last), max: max, tx).map(\.id).sorted().prefix(max))
  }

  /// The next moment before it in which somebody became ready.
  func earlier(_ tx: Transaction) throws(StoreError) -> Int64? {
    try rows(.earlier, max: 1, tx).map(\.readyAt).max()
  }

  /// The next moment after it in which somebody became ready.
  func later(_ tx: Transaction) throws(StoreError) -> Int64? {
    try rows(.later, max: 1, tx).map(\.readyAt).min()
  }

  private func rows(
    _ moments: ReadyLine.Part.Span, max: Int, _ tx: Transaction
  ) throws(StoreError) -> [JobRow] {
    let part = ReadyLine.Part(priority: place.priority, readyAt: place.readyAt, moments: moments)
    return try tx.ready(lanes.map { ReadyLine(queue: queue, lane: $0, max: max, part: part) }).flatMap(\.self)
  }
}
