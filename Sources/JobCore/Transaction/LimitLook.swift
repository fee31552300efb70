// A look at one line of a limit key: who in it is to be seen by claims, and who is not any more.

/// What is to change in a line, as far as can be told without its rows.
struct LimitLook {
  let limit: Int64
  let place: LimitMemory.Place
  private let line: LimitMemory.Line
  /// So many more may be seen, and so many fewer; as much of it as is done at a time.
  private let shown: Int
  private let hidden: Int
  /// There is more of that than is done at a time.
  private let isLong: Bool
  /// For so many it is looked whether one that came later with a higher priority takes the place of the last one that is
  /// seen.
  private let swaps: Int
  /// More than those cannot change places.
  private let isWide: Bool

  init(limit: Int64, place: LimitMemory.Place, line: LimitMemory.Line, permits: Int, swapsMax: Int) {
    self.limit = limit
    self.place = place
    self.line = line
    let most = Limits.admittedTogetherMax
    let missing = max(0, min(permits - line.admitted, line.parked))
    let surplus = max(0, line.admitted - permits)
    shown = min(most, missing)
    hidden = min(most, surplus)
    isLong = missing > most || surplus > most
    // What has just been seen or put away is in its order already.
    let couldSwap = min(line.parked - missing, line.admitted - surplus)
    swaps = isLong ? 0 : max(0, min(swapsMax, most - shown - hidden, couldSwap))
    isWide = swaps == max(0, couldSwap)
  }

  var bestMax: Int { shown + swaps }
  var worstMax: Int { hidden + swaps }
  var isNeeded: Bool { bestMax > 0 || worstMax > 0 }

  /// All that is read may change.
  var work: Int64 { Int64(2 + 3 * (bestMax + worstMax)) }

  var lines: [LimitLine] {
    var lines: [LimitLine] = []
    if bestMax > 0 { lines.append(line(.bestParked, bestMax)) }
    if worstMax > 0 { lines.append(line(.worstAdmitted, worstMax)) }
    return lines
  }

  private func line(_ side: LimitLine.Side, _ max: Int) -> LimitLine {
    LimitLine(limit: limit, queue: place.queue, lane: place.lane, side: side, max: max)
  }

  /// Lets claims see who may start, and no others; false if there is more to do.
  func decide(
    _ best: ArraySlice<JobRow>, _ worst: ArraySlice<JobRow>, _ tx: Transaction
  ) throws(StoreError) -> Bool {
    let (coming, going) = (best.prefix(shown), worst.prefix(hidden))
    for job in coming { try show(job, tx) }
    for job in going { try tx.change(job.id) { $0.isParked = true } }
    var swapped = 0
    for (better, last) in zip(best.dropFirst(shown), worst.dropFirst(hidden)) {
      guard ClaimOrder.precedes(better.order, last.order) else { break }
      try show(better, tx)
      try tx.change(last.id) { $0.isParked = true }
      swapped += 1
    }
    var line = line
    line.admitted += coming.count - going.count
    line.parked += going.count - coming.count
    tx.ledger.limits[limit]?.lines[place] = line == LimitMemory.Line() ? nil : line
    // A short answer is all there is, whatever the counts say.
    let isShort = best.count < bestMax || worst.count < worstMax
    return isShort || !isLong && (isWide || swapped < swaps)
  }

  /// A claim sees the job from now on.
  private func show(_ job: JobRow, _ tx: Transaction) throws(StoreError) {
    try tx.change(job.id) { $0.isParked = false }
    if let lane = place.lane { tx.ledger.claims.noteReady(lane, queue: place.queue) }
  }
}

extension JobRow {
  fileprivate var order: ClaimOrder.Candidate {
    ClaimOrder.Candidate(id: id.value, priority: priority, readyAt: readyAt)
  }
}
