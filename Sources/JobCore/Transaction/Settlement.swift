// What follows from ends: follow-ups are decided in the transaction of the end that they waited for. Of very many the
// first are; the end is marked then, and the next transactions go on with it, also those of a later boot.

/// The settling of a transaction: a phase of its own, and nothing that it calls begins it again.
enum Settlement {
  /// All that follows from the ends on the agenda: follow-ups that are released or skipped, batches that are over, and
  /// theirs. Wave after wave and not a recursion: chains may be long. Whatever ends a job puts that on the agenda and
  /// goes on.
  ///
  /// Called by the writer behind its operations, and by a verb that goes on by what has followed from its own ends; never
  /// by what is called from here.
  static func run(_ tx: Transaction) throws(StoreError) {
    while !tx.agenda.isEmpty {
      while true {
        // After each wave, so that what it costs is counted before the next one.
        try Callbacks.call(tx)
        let ended = tx.agenda.takeEnded()
        if ended.isEmpty { break }
        try decideChildren(of: ended, tx)
      }
      // Only when no child is left: a member that can be skipped is not cancelled.
      try settleBatches(tx)
    }
  }

  /// The same, and reads what is answered of it.
  static func finish(_ tx: Transaction) throws(StoreError) {
    try run(tx)
    // Before anything else in the group can remove their jobs: the workers are told how they ended.
    try RemoteEnds.finish(tx)
    try Shown.finish(tx)
  }

  private static func settleBatches(_ tx: Transaction) throws(StoreError) {
    var cancelled: [Int64] = []
    for (id, touch) in tx.agenda.takeBatches() {
      let failsFast = try BatchEnd.settle(id, hasFailed: touch.hasFailed, tx)
      if failsFast || touch.isCancelled { cancelled.append(id) }
    }
    try BatchCancel.members(of: cancelled.sorted().map { BatchCancel.Line(batch: $0) }, tx)
  }

  /// For a verb that comes behind others of its company, whose consequences are open: decides them if they may concern
  /// this job, and lets be read what those verbs show of it.
  static func run(before id: JobID, _ tx: Transaction) throws(StoreError) {
    let isShown = tx.after.toShow.contains { $0.id == id }
    if !isShown && tx.agenda.isEmpty { return }
    guard let job = try tx.job(id), isShown || tx.agenda.concerns(job) else { return }
    try run(tx)
    try Shown.finish(tx)
  }

  /// Goes on with ends that are marked. There is a last one: each transaction decides some. One whose follow-ups cannot
  /// be decided holds up no other.
  static func goOn(_ tx: Transaction) throws(StoreError) {
    tx.ledger.backlog.isSettlementPlanned = false
    while !tx.isPieceDone, var mark = try tx.lastSettlement() {
      _ = tx.course.setAside.takes(.settlement(mark.id))
      let line = Wave.Line(parent: mark.parent, isSuccess: mark.isSuccess, from: mark.child)
      let left = try Wave.decide([line], atLeast: 1, tx).first
      if let left {
        mark.child = left.from
        tx.change(.advance(mark))
      } else {
        tx.change(.remove(mark))
        tx.ledger.backlog.settlementCount -= 1
      }
      // What follows from it is its own, and so is what has to be written for it.
      try run(tx)
      try tx.flush()
      tx.course.setAside.moveOn()
      // What has been decided is committed before it comes to the one again that cannot be read.
      if left?.unread != nil { return }
    }
  }

  private static func decideChildren(of ended: [EndedParent], _ tx: Transaction) throws(StoreError) {
    // An earlier end of it is still being told: all who wait have waited for that one.
    let open = Set(try tx.settlements(of: ended.map(\.parent)).map(\.parent))
    // Of one that has ended twice the last end counts.
    var ends: [Parent: Bool] = [:]
    for end in ended where !open.contains(end.parent) { ends[end.parent] = end.isSuccess }
    var lines: [Wave.Line] = []
    for end in ended {
      guard let isSuccess = ends.removeValue(forKey: end.parent) else { continue }
      lines.append(Wave.Line(parent: end.parent, isSuccess: isSuccess, from: JobID(0)))
    }
    for line in try decide(lines, tx) {
      tx.change(.add(SettlementRow(id: 0, parent: line.parent, isSuccess: line.isSuccess, child: line.from)))
      tx.ledger.backlog.settlementCount += 1
    }
  }

  /// Returns what is left of these: all of them, if a first try has found something that cannot be decided. Marked,
  /// they hold up no others, nor the end itself.
  private static func decide(_ lines: [Wave.Line], _ tx: Transaction) throws(StoreError) -> [Wave.Line] {
    if lines.isEmpty || tx.course.putOff.contains(.settlement) { return lines }
    // What was asked for is written before, so that it is known what would break a rule.
    try tx.flush()
    return try Sequel.run(.settlement, tx) { () throws(StoreError) in try Wave.decide(lines, atLeast: 0, tx) }
  }
}
