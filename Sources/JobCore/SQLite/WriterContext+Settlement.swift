// What follows from ends: follow-ups are decided in the transaction of the end that they waited for. Of very many the
// first are; the end is marked then, and the next transactions go on with it, also those of a later boot.

extension WriterContext {
  /// All that follows from the ends on the agenda: follow-ups that are released or skipped, batches that are over, and
  /// theirs. A loop and not a recursion: chains may be long. Whatever ends a job puts that on the agenda and goes on.
  ///
  /// Called by the writer after each operation, and by a verb that goes on by what has followed from its own ends; never
  /// by what is called from here.
  func settle() throws(StoreError) {
    while !agenda.isEmpty {
      while let parent = agenda.takeEnded() { try decideChildren(of: parent) }
      // Only when no child is left: a member that can be skipped is not cancelled.
      while let batch = agenda.takeBatch() { try settleBatch(batch) }
    }
  }

  private func decideChildren(of parent: EndedParent) throws(StoreError) {
    // An earlier end of it is still being told: all who wait have waited for that one.
    if try openSettlement(of: parent.kind, parent.id) != nil { return }
    guard let next = try decideChildren(of: parent, from: 0, atLeast: 0) else { return }
    let statement = try statement(SettlementSQL.insert)
    statement.bind(1, parent.kind.rawValue)
    statement.bind(2, parent.id)
    statement.bind(3, parent.isSuccess ? 1 : 0)
    statement.bind(4, next)
    try statement.run()
    ledger.backlog.settlementCount += 1
  }

  /// Goes on with ends that are marked. There is a last one: each transaction decides some. One whose follow-ups cannot
  /// be decided holds up no other.
  func continueSettlements() throws(StoreError) {
    ledger.backlog.isSettlementPlanned = false
    while !isPieceDone, let open = try lastSettlement() {
      _ = setAside.takes(.settlement(open.id))
      let next = try decideChildren(of: open.parent, from: open.child, atLeast: 1)
      let statement = try statement(next == nil ? SettlementSQL.delete : SettlementSQL.advance)
      statement.bind(1, open.id)
      if let next { statement.bind(2, next) } else { ledger.backlog.settlementCount -= 1 }
      try statement.run()
      // What follows from it is its own, too.
      try settle()
      setAside.moveOn()
    }
  }

  /// How the parent ended, if not all of those who waited for that have been told.
  func openSettlement(of parent: Parent) throws(StoreError) -> Bool? {
    try openSettlement(of: parent.edgeKind, parent.number)
  }

  private func openSettlement(of kind: EndedParent.Kind, _ id: Int64) throws(StoreError) -> Bool? {
    if ledger.backlog.settlementCount == 0 { return nil }
    let statement = try statement(SettlementSQL.ofParent)
    statement.bind(1, kind.rawValue)
    statement.bind(2, id)
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return statement.int(0) != 0
  }

  /// The last one that is not set aside.
  private func lastSettlement() throws(StoreError) -> (id: Int64, parent: EndedParent, child: Int64)? {
    if ledger.backlog.settlementCount == 0 { return nil }
    let row = try statement(SettlementSQL.last)
    repeat {
      guard try row.step() else { return nil }
    } while setAside.contains(.settlement(row.int64(0)))
    defer { row.reset() }
    guard let kind = EndedParent.Kind(rawValue: row.int(1)) else {
      throw .unreadable(statement: SettlementSQL.last.name, message: "\(row.int(1)) is not a kind of parent")
    }
    return (row.int64(0), EndedParent(kind: kind, id: row.int64(2), isSuccess: row.int(3) != 0), row.int64(4))
  }

  /// Decides those who wait for this end, from `child` on, until the transaction has done enough, but `count` of them
  /// in any case; returns with which of them to go on.
  private func decideChildren(
    of parent: EndedParent, from child: Int64, atLeast count: Int
  ) throws(StoreError) -> Int64? {
    var child = child
    var decided = 0
    while true {
      let most = isDone(deciding: decided, atLeast: count) ? 1 : Limits.edgesPage
      let edges = try pendingEdges(of: parent, from: child, max: most)
      for edge in edges {
        if isDone(deciding: decided, atLeast: count) { return edge.child.value }
        try decide(edge, parentSucceeded: parent.isSuccess)
        decided += 1
        // It may wait for the same parent twice.
        child = edge.child.value
      }
      if edges.count < Limits.edgesPage { return nil }
    }
  }

  /// Whether the rest is left to the next transaction. Many ends with a few follow-ups each are not split for less than
  /// a whole transaction: to mark each of them would cost more than it saves.
  private func isDone(deciding count: Int, atLeast least: Int) -> Bool {
    isExhausted && count >= least || isPieceDone && count >= max(least, Limits.edgesPage)
  }

  private func decide(_ edge: PendingEdge, parentSucceeded: Bool) throws(StoreError) {
    let outcome = DependencyPolicy.outcome(edge.condition, parentSucceeded: parentSucceeded)
    let statement = try statement(EdgeSQL.decide)
    statement.bind(1, edge.child.value)
    statement.bind(2, edge.position)
    statement.bind(3, outcome.rawValue)
    try statement.run()
    guard let facts = try facts(edge.child), facts.pending > 0, facts.state == .blocked || facts.state == .held
    else { return }
    if outcome == .unmet { return try end(edge.child, facts, as: .skipped, reason: .dependency) }
    let pending = facts.pending - 1
    if pending == 0 && facts.state == .blocked {
      let next = DependencyPolicy.released(runAt: facts.runAt?.micros, now: now)
      return try move(edge.child, facts, to: next, reason: nil, pending: 0)
    }
    try setPending(edge.child, pending)
  }

  private struct PendingEdge {
    let child: JobID
    let position: Int
    let condition: EndCondition
  }

  private func pendingEdges(
    of parent: EndedParent, from child: Int64, max count: Int
  ) throws(StoreError) -> [PendingEdge] {
    let row = try statement(EdgeSQL.pending)
    row.bind(1, parent.kind.rawValue)
    row.bind(2, parent.id)
    row.bind(3, child)
    row.bind(4, count)
    var edges: [PendingEdge] = []
    while try row.step() {
      edges.append(
        PendingEdge(
          child: JobID(row.int64(0)), position: row.int(1), condition: try EdgeReading.condition(row.int(2))))
    }
    return edges
  }
}
