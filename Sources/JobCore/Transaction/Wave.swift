// Ends whose follow-ups are decided together: a search for all of them, then their rows in one go.

/// A wave of ends.
enum Wave {
  /// Those who wait for one end.
  struct Line {
    let parent: Parent
    let isSuccess: Bool
    /// The next one that is to be decided, or before it.
    var from: JobID
    var decided = 0
    /// The first that could not be read, and was passed over, and why.
    var unread: (child: JobID, error: StoreError)?
  }

  /// Decides those who wait, until the transaction has done enough; returns the lines that have more, each with the first
  /// that is left.
  ///
  /// - Parameter least: so many of each line are decided in any case; of a single line one that cannot be read is
  ///   passed over then, and is what is left of it. Throws if it holds nothing else.
  static func decide(_ lines: [Line], atLeast least: Int, _ tx: Transaction) throws(StoreError) -> [Line] {
    var lines = lines[...]
    var left: [Line] = []
    var unread: Line?
    while let first = lines.first {
      let isOver = tx.isExhausted && least == 0
      let isDone = isOver || Self.isDone(first, atLeast: least, tx)
      // One of each says whether there are more. Else all that is read may be decided: an edge and its job are read, and
      // both are written.
      let most = isDone ? 1 : tx.room(forWorkOf: 6, max: Limits.settledTogetherMax)
      let looked = isDone && !isOver ? lines.prefix(1) : lines
      let max = isOver ? looked.count : most
      let edges = try tx.waiting(
        looked.map { WaitingLine(parent: $0.parent, from: $0.from, max: most) }, max: max)
      if !isDone { try readAhead(edges, looked, tx) }
      for edge in edges where edge.dependency.parent != left.last?.parent {
        // Those before it have no more.
        while let line = lines.first, line.parent != edge.dependency.parent { lines.removeFirst() }
        guard let line = lines.first else { break }
        // It may wait for the same parent twice.
        lines[lines.startIndex].from = edge.child
        if Self.isDone(line, atLeast: least, tx) {
          left.append(lines.removeFirst())
          continue
        }
        do throws(StoreError) {
          try decide(edge, parentSucceeded: line.isSuccess, tx)
          lines[lines.startIndex].decided += 1
        } catch {
          guard least > 0, case .unreadable = error else { throw error }
          lines[lines.startIndex].pass(edge.child, error)
        }
        if lines[lines.startIndex].unread != nil { unread = lines[lines.startIndex] }
      }
      if isOver || (!isDone && edges.count < max) { break }
      if isDone && edges.isEmpty { lines.removeFirst() }
    }
    guard let unread, let first = unread.unread else { return left }
    if unread.decided == 0 { throw first.error }
    return [Line(parent: unread.parent, isSuccess: unread.isSuccess, from: first.child, unread: first)]
  }

  /// Whether the rest is left to the next transaction. Many ends with a few follow-ups each are not split for less than
  /// a whole transaction: to mark each of them would cost more than it saves.
  private static func isDone(_ line: Line, atLeast least: Int, _ tx: Transaction) -> Bool {
    tx.isExhausted && line.decided >= least || tx.isPieceDone && line.decided >= max(least, Limits.edgesPage)
  }

  private static func readAhead(
    _ edges: [EdgeRow], _ lines: ArraySlice<Line>, _ tx: Transaction
  ) throws(StoreError) {
    var wants = Wants()
    wants.jobs = edges.map(\.child)
    let ends = Dictionary(lines.map { ($0.parent, $0.isSuccess) }) { first, _ in first }
    for edge in edges {
      // It is going to be skipped.
      if let isSuccess = ends[edge.dependency.parent], !edge.dependency.on.isMet(bySuccess: isSuccess) {
        wants.terms.append(edge.child)
      }
    }
    try tx.readAheadOfTurn(wants)
  }

  private static func decide(
    _ edge: EdgeRow, parentSucceeded: Bool, _ tx: Transaction
  ) throws(StoreError) {
    var edge = edge
    edge.outcome = DependencyPolicy.outcome(edge.dependency.on, parentSucceeded: parentSucceeded)
    // Before anything is changed: one that cannot be read waits on.
    let child = try tx.job(edge.child)
    tx.change(.decide(edge))
    guard let job = child, job.pending > 0, job.state == .blocked || job.state == .held else { return }
    if edge.outcome == .unmet { return try End.job(job, as: .skipped, reason: .dependency, tx) }
    let pending = job.pending - 1
    guard pending == 0 && job.state == .blocked else { return try tx.setPending(job.id, pending) }
    let next = DependencyPolicy.released(runAt: job.runAt?.micros, now: tx.now)
    try Move.waiting(job, to: next, reason: nil, tx) { $0.pending = 0 }
  }
}

extension Wave.Line {
  /// Goes on behind a child that cannot be read.
  fileprivate mutating func pass(_ child: JobID, _ error: StoreError) {
    unread = unread ?? (child, error)
    from = JobID(child.value + 1)
  }
}
