// The ends of remote attempts by the word of their workers; an exact repeat is known by what its first left behind.

/// The ends of remote attempts.
enum RemoteEnds {
  enum Answer {
    /// Once the transaction has finished it.
    case told(ToldEnd)
    case stale(String)

    var value: RemoteEndAnswer {
      switch self {
      case .told(let end): end.answer
      case .stale(let why): .stale(why)
      }
    }
  }

  /// Ends the attempts that these fences prove, as many as one transaction takes; says why not if a fence proves none,
  /// unless this very request has ended it. What their workers want next they are given by `finish`, when what follows
  /// from all ends has been decided.
  static func begin(_ endings: ArraySlice<RemoteEnding>, _ tx: Transaction) throws(StoreError) -> [Answer] {
    try readAhead(endings, tx)
    var answers: [Answer] = []
    for ending in endings {
      if tx.isExhausted && !answers.isEmpty { break }
      answers.append(try end(ending, tx))
    }
    return answers
  }

  private static func readAhead(_ endings: ArraySlice<RemoteEnding>, _ tx: Transaction) throws(StoreError) {
    if endings.count < 2 { return }
    let most = tx.room(forWorkOf: 4, max: Limits.readAheadMax / 3)
    try tx.readAhead(Wants(ending: endings.prefix(most).map(\.fence)))
    var wants = Wants()
    for ending in endings.prefix(most) where try Leases.live(ending.fence, tx) == nil {
      wants.endMarks.append(ending.fence.fence)
    }
    try tx.readAhead(wants)
  }

  private static func end(_ ending: RemoteEnding, _ tx: Transaction) throws(StoreError) -> Answer {
    let fence = ending.fence
    let mark = Array(fence.secret.utf8) + [UInt8(clamping: ending.fingerprint.count)] + ending.fingerprint
    guard let (row, job) = try Leases.live(fence, tx) else { return try known(fence, mark, tx) }
    let next = tx.ledger.claims.startsNothing ? nil : ending.next
    // Before anything is changed, which a search would have to write.
    if let next { try promise(next, tx) }
    try LeaseEnds.end(job, row, ending.end.outcome, tx) { end in
      end.progress = ending.progress
      end.log = ending.log
    }
    let told = ToldEnd(fence, mark: mark, next: next)
    tx.agenda.toldEnds.append(told)
    return .told(told)
  }

  /// What it wants next is going to be work: no more than there is, and none if nothing is ready for it. What becomes
  /// ready by the ends themselves is little.
  private static func promise(_ next: ClaimRequest, _ tx: Transaction) throws(StoreError) {
    if !(try mayMeet(RemoteLine.Wish(next), tx)) { return }
    let most = Int64(tx.ledger.queues.queuedCount) * Limits.claimWork
    tx.course.budget.promised = min(most, tx.course.budget.promised + Int64(next.max) * Limits.claimWork)
  }

  private static func mayMeet(_ wish: RemoteLine.Wish, _ tx: Transaction) throws(StoreError) -> Bool {
    if let known = tx.agenda.metWishes[wish] { return known }
    let lanes = wish.handlers.map { Lane.remotePrefix + $0 }
    // Who names no handler takes what is there.
    let isMet =
      lanes.isEmpty
      ? true
      : try tx.search { rows throws(StoreError) in try rows.claims.readyQueues(of: lanes) }.contains { !$0.isEmpty }
    tx.agenda.metWishes[wish] = isMet
    return isMet
  }

  /// The attempt that a fence proves has ended.
  private static func known(_ fence: ClaimFence, _ mark: [UInt8], _ tx: Transaction) throws(StoreError) -> Answer {
    if let told = tx.agenda.toldEnds.first(where: { $0.fence.fence == fence.fence }) {
      return told.mark == mark ? .told(told) : .stale(try whyStale(fence, tx))
    }
    guard let known = try self.mark(fence.fence, tx), LeaseRow.areEqual(Array(known.prefix(mark.count)), mark) else {
      return .stale(try whyStale(fence, tx))
    }
    let claims = try RemoteClaims.replayed(Array(known.dropFirst(mark.count)), tx)
    let told = ToldEnd(fence, mark: mark, isKnown: true, claims: claims)
    tx.agenda.toldEnds.append(told)
    return .told(told)
  }

  /// Gives the workers whose ends this transaction has been told of what they want next.
  static func finish(_ tx: Transaction) throws(StoreError) {
    if tx.agenda.toldEnds.isEmpty { return }
    try Sequel.run(.claims, tx) { () throws(StoreError) in
      try tx.starting { () throws(StoreError) in try handOutNext(tx) }
    }
    let ids = tx.agenda.toldEnds.map(\.fence.job)
    let jobs = try tx.search { rows throws(StoreError) in try rows.shown(ids) }
    let byID = Dictionary(jobs.map { ($0.id, $0) }) { first, _ in first }
    for told in tx.agenda.toldEnds { told.job = byID[told.fence.job] }
    (tx.agenda.toldEnds, tx.agenda.metWishes) = ([], [:])
  }

  private static func handOutNext(_ tx: Transaction) throws(StoreError) {
    var handOut = RemoteHandOut()
    tx.course.budget.promised = 0
    for told in tx.agenda.toldEnds {
      if let next = told.next { handOut.note(next.max, by: next) }
    }
    for told in tx.agenda.toldEnds {
      if let next = told.next, !tx.ledger.claims.startsNothing, !tx.course.putOff.contains(.claims) {
        told.claims = try handOut.claims(for: next, tx)
      }
      if told.isKnown { continue }
      let left = EndMark(fence: told.fence.fence, bytes: told.mark + RemoteClaim.fences(told.claims))
      tx.changes.endMarks.append(left)
      tx.working.set(left)
    }
  }

  /// Claims that were never delivered go back as if they had not been made. One whose worker has been heard of stays.
  static func giveBack(_ fences: [ClaimFence], _ tx: Transaction) throws(StoreError) {
    try tx.readAhead(Wants(ending: fences))
    for fence in fences {
      guard let (row, job) = try Leases.live(fence, tx), !row.isTouched, row.stop == nil else { continue }
      try LeaseEnds.end(job, row, .released(delayMicros: 0), tx)
    }
  }

  /// What a stale fence is to be told: as much as its owner may know, and nothing to others.
  static func whyStale(_ fence: ClaimFence, _ tx: Transaction) throws(StoreError) -> String {
    guard let known = try mark(fence.fence, tx), LeaseRow.areEqual(Array(known.prefix(32)), Array(fence.secret.utf8))
    else { return "it is not, or no longer, the attempt that runs: its lease ran out, or it was ended" }
    return "the attempt has been ended before, by another request"
  }

  private static func mark(_ fence: Fence, _ tx: Transaction) throws(StoreError) -> [UInt8]? {
    if let told = tx.agenda.toldEnds.first(where: { $0.fence.fence == fence }) { return told.mark }
    if let known = tx.working.endMarks[fence] { return known }
    var wants = Wants()
    wants.endMarks = [fence]
    try tx.readAhead(wants)
    return tx.working.endMarks[fence] ?? nil
  }
}
