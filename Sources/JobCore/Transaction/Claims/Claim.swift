// Claiming: ready → running, for as many jobs as there are slots, and the claim that waits for work.

/// The claims of this daemon.
enum Claim {
  /// Claims at once what there is, or parks the claim until a transaction brings work; `answer` is called after the
  /// commit, once.
  static func ask(
    _ room: ClaimRoom, order: Int, _ tx: Transaction, answer: @escaping @Sendable ([ClaimedJob]) -> Void
  ) throws(StoreError) -> (() -> Void) {
    let jobs = try tx.starting { () throws(StoreError) in try ready(room, tx) }
    if jobs.isEmpty {
      tx.ledger.claims.parked = ParkedClaim(room: room, order: order, answer: answer)
      return {}
    }
    return { answer(jobs) }
  }

  /// Lets those who wait take what this transaction has brought, and adds how they are answered; its last step but
  /// writing what is remembered.
  static func serve(_ answers: inout [() -> Void], _ tx: Transaction) throws(StoreError) {
    if tx.course.putOff.contains(.claims) { return sendAway(&answers, tx) }
    try Sequel.run(.claims, tx) { () throws(StoreError) in
      try tx.starting { () throws(StoreError) in
        if let answer = try serveParked(tx) { answers.append(answer) }
        try RemoteClaims.serve(&answers, tx)
      }
    }
  }

  private static func hasSomething(_ tx: Transaction) -> Bool {
    tx.ledger.claims.news.hasNewWork || tx.ledger.claims.isRevised || tx.agenda.startsAtOnce != nil
  }

  /// There is something for those who wait that they cannot be given: the claim of this daemon comes again and hears
  /// why, and so does a remote worker when its wait is over.
  private static func sendAway(_ answers: inout [() -> Void], _ tx: Transaction) {
    tx.ledger.claims.news.forgetRemoteNews()
    for poll in tx.ledger.claims.remote.takePassing(except: []) { answers.append { poll.answer([]) } }
    if !hasSomething(tx) { return }
    tx.ledger.claims.isRevised = false
    answers.append(withdraw(tx))
  }

  private static func serveParked(_ tx: Transaction) throws(StoreError) -> (() -> Void)? {
    guard let parked = tx.ledger.claims.parked, hasSomething(tx) else { return nil }
    tx.ledger.claims.isRevised = false
    // Whoever claims comes again for the rest.
    if tx.agenda.startsAtOnce != nil { return withdraw(tx) }
    let jobs = try ready(parked.room, tx)
    if jobs.isEmpty { return nil }
    tx.ledger.claims.parked = nil
    return { parked.answer(jobs) }
  }

  static func revise(_ room: ClaimRoom, order: Int, _ tx: Transaction) {
    guard let parked = tx.ledger.claims.parked, parked.order < order else { return }
    tx.ledger.claims.parked?.room = room
    tx.ledger.claims.parked?.order = order
    tx.ledger.claims.isRevised = true
  }

  /// Unparks the claim; its answer is what has started at once, as a rule nothing.
  static func withdraw(_ tx: Transaction) -> (() -> Void) {
    guard let parked = tx.ledger.claims.parked else { return {} }
    let jobs = AtOnce.take(tx)
    tx.ledger.claims.parked = nil
    return { parked.answer(jobs) }
  }

  private static func ready(_ room: ClaimRoom, _ tx: Transaction) throws(StoreError) -> [ClaimedJob] {
    try promoteDue(tx)
    if tx.ledger.claims.startsNothing { return [] }
    var jobs: [ClaimedJob] = []
    var admission = Admission(room, slotsTotal: tx.terms.slotsTotal)
    let most = Candidates.share(tx)
    var isStale: Bool
    repeat {
      tx.ledger.claims.news.hasNewWork = false
      isStale = false
      var claimed: [StartedJob] = []
      try LimitKeys.admit(tx)
      for candidate in try Candidates.local(admission, most: most, tx) where !admission.isClosed {
        switch try Start.job(candidate, &admission, tx) {
        case .claimed(let start): claimed.append(start)
        case .passed: break
        // What stands behind it has not been looked at.
        case .gone: isStale = true
        }
        try Settlement.run(tx)
        // Whoever claims comes again for the rest.
        if claimed.count >= most || (isStale && tx.isExhausted) { break }
      }
      tx.ledger.times.nextToken = admission.nextTokenAt
      jobs = try HandOut.jobs(claimed, tx)
      if jobs.count < claimed.count {
        // In the room of those that could not be read others may start.
        isStale = true
        admission = Admission(room, slotsTotal: tx.terms.slotsTotal)
      }
    } while isStale && jobs.isEmpty && !tx.isExhausted
    // The rest of them in transactions of their own: `LateWork` makes them.
    if isStale && jobs.isEmpty { tx.ledger.claims.news.hasNewWork = true }
    return jobs
  }

  /// What is due runs, and what is overdue must not.
  static func promoteDue(_ tx: Transaction) throws(StoreError) {
    if let due = tx.ledger.times.nextDue, due <= tx.now, !tx.isExhausted, !tx.course.piece.wasWhole {
      try Due.promote(tx)
    }
  }
}
