// Claims of remote workers: they stand in line, and are served before their transaction ends, or when another brings work
// for them.

/// The claims of remote workers.
enum RemoteClaims {
  /// What a claim came to.
  enum Answer {
    /// In the place of an earlier claim with the same key, which gets nothing.
    case claims([RemoteClaim], replacing: RemoteLine.Poll? = nil)
    case replayed([RemoteClaim])
    /// In line, in the place of an earlier claim with the same key, which gets nothing.
    case parked(RemoteLine.Poll?)
    case draining
    case mismatch
  }

  /// Puts the claim in line: all that come together are served together. Its `answer` is called after the commit; of one
  /// that does not wait in any case, unless too much is asked for at once.
  static func ask(_ poll: RemoteLine.Poll, _ tx: Transaction) throws(StoreError) -> Answer {
    if let idempotency = poll.idempotency {
      switch try Answers.earlier(idempotency.key, idempotency.fingerprint, tx) {
      case .replayed(let answer): return .replayed(try replayed(answer, tx))
      case .mismatch: return .mismatch
      case nil: break
      }
    }
    if tx.ledger.claims.isDraining { return .draining }
    // Nobody waits for the answer: jobs that it had would be nobody's until their leases end.
    if poll.ticket.isWithdrawn { return .claims([]) }
    let earlier = poll.idempotency.flatMap { tx.ledger.claims.remote.waiter(key: $0.key) }
    if let earlier, earlier.idempotency != poll.idempotency { return .mismatch }
    // With a key it may be asked for again before this transaction has answered.
    if !poll.waits && poll.idempotency != nil {
      let replaced = earlier.flatMap { tx.ledger.claims.remote.take($0.id) }
      let claims = try claimNow(poll, tx)
      if !claims.isEmpty || !tx.ledger.claims.news.unservedWishes.contains(RemoteLine.Wish(poll.request)) {
        return .claims(claims, replacing: replaced)
      }
      // What it has come to could not start, and nobody has looked behind it yet.
      tx.ledger.claims.remote.add(poll)
      return .parked(replaced)
    }
    if poll.waits && earlier == nil && tx.ledger.claims.remote.count >= Limits.claimWaitersMax {
      let claims = try claimNow(poll, tx)
      if claims.isEmpty { throw .overloaded }
      return .claims(claims)
    }
    // The same claim again: whoever waits for the answer of the first has gone, or would get other jobs than this one.
    let replaced = earlier.flatMap { tx.ledger.claims.remote.take($0.id) }
    tx.ledger.claims.remote.add(poll)
    tx.ledger.claims.news.unservedWishes.insert(RemoteLine.Wish(poll.request))
    return .parked(replaced)
  }

  private static func claimNow(_ poll: RemoteLine.Poll, _ tx: Transaction) throws(StoreError) -> [RemoteClaim] {
    try tx.starting { () throws(StoreError) in
      try Claim.promoteDue(tx)
      if tx.ledger.claims.startsNothing { return [] }
      var handOut = RemoteHandOut()
      handOut.note(poll.request.max, by: poll.request)
      return try claims(for: poll, &handOut, tx)
    }
  }

  /// Nobody waits for the answer any more; it is empty.
  static func withdraw(_ id: Int, _ tx: Transaction) -> (() -> Void) {
    guard let poll = tx.ledger.claims.remote.take(id) else { return {} }
    return { poll.answer([]) }
  }

  /// Starts and hands out nothing from now on, or goes on; those who wait are to be told that there is nothing.
  static func setDraining(_ isDraining: Bool, _ tx: Transaction) -> [RemoteLine.Poll] {
    tx.ledger.claims.isDraining = isDraining
    if isDraining { return tx.ledger.claims.remote.takeAll() }
    tx.ledger.claims.news.noteRoom()
    return []
  }

  // MARK: Serving

  /// Lets the claims in line take what this transaction has brought, oldest first.
  ///
  /// They look afresh, behind everything else that the transaction has done.
  static func serve(_ answers: inout [() -> Void], _ tx: Transaction) throws(StoreError) {
    if tx.ledger.claims.isDraining || tx.ledger.claims.remote.isEmpty {
      return tx.ledger.claims.news.forgetRemoteNews()
    }
    if tx.ledger.claims.remote.hasNew { try Claim.promoteDue(tx) }
    // After what is due: the end of the pause may be.
    if tx.ledger.claims.startsNothing {
      tx.ledger.claims.news.forgetRemoteNews()
      for poll in tx.ledger.claims.remote.takePassing(except: []) { answers.append { poll.answer([]) } }
      return
    }
    // Jobs of a limit key that has room again become ready by this.
    if !tx.ledger.limits.changed.isEmpty { try LimitKeys.admit(tx) }
    var handOut = RemoteHandOut()
    var turns = RemoteTurns()
    let most = min(Limits.claimTogetherMax, tx.ledger.queues.queuedCount)
    for wish in try wishesToServe(tx) {
      turns.add(wish, tx.ledger.claims.remote)
      guard let first = tx.ledger.claims.remote.first(wish) else { continue }
      handOut.note(tx.ledger.claims.remote.wanted(wish, max: most), by: first.request)
    }
    tx.ledger.claims.news.forgetRemoteNews()
    while let (wish, poll) = turns.next(tx.ledger.claims.remote) {
      if tx.isExhausted {
        // They are next in a transaction of their own: `LateWork` makes it.
        tx.ledger.claims.news.unservedWishes.insert(wish)
        continue
      }
      let claims = try claims(for: poll, &handOut, tx)
      // What one of them does not get, no other with the same wish does.
      if claims.isEmpty { continue }
      if tx.ledger.claims.remote.take(poll.id) != nil { answers.append { poll.answer(claims) } }
      turns.add(wish, tx.ledger.claims.remote)
    }
    for poll in tx.ledger.claims.remote.takePassing(except: tx.ledger.claims.news.unservedWishes) {
      answers.append { poll.answer([]) }
    }
  }

  /// What the claims in line want of that which this transaction has made ready, or has made room for.
  private static func wishesToServe(_ tx: Transaction) throws(StoreError) -> Set<RemoteLine.Wish> {
    let news = tx.ledger.claims.news
    if news.hasRemoteRoom { return Set(tx.ledger.claims.remote.wishes) }
    var wishes = news.unservedWishes
    for (lane, queues) in news.newRemote {
      guard let handler = Lane.parts(lane)?.handler else { continue }
      for queue in queues {
        wishes.formUnion(tx.ledger.claims.remote.wishes(for: handler, in: tx.ledger.queues.name(of: queue) ?? ""))
      }
    }
    let looks = news.remoteRooms.compactMap { id in
      tx.ledger.queues[id].map { ReadyLook(queue: $0, lane: .remote, max: 1) }
    }
    let queues = Set(try Candidates.look(looks, tx).compactMap { tx.ledger.queues[$0.queue]?.name })
    if queues.isEmpty { return wishes }
    for wish in tx.ledger.claims.remote.wishes where wish.queues.isEmpty || !queues.isDisjoint(with: wish.queues) {
      wishes.insert(wish)
    }
    return wishes
  }

  private static func claims(
    for poll: RemoteLine.Poll, _ handOut: inout RemoteHandOut, _ tx: Transaction
  ) throws(StoreError) -> [RemoteClaim] {
    let claims = try handOut.claims(for: poll.request, tx)
    if let idempotency = poll.idempotency, !claims.isEmpty {
      Answers.remember(idempotency.key, idempotency.fingerprint, RemoteClaim.fences(claims), tx)
    }
    return claims
  }

  // MARK: The same again

  /// What an earlier claim was given, as far as it is still its.
  static func replayed(_ answer: [UInt8], _ tx: Transaction) throws(StoreError) -> [RemoteClaim] {
    let fences = String(decoding: answer, as: UTF8.self).split(separator: "\n").compactMap { ClaimFence(String($0)) }
    try tx.readAhead(Wants(attempts: fences))
    var live: [(fence: ClaimFence, row: LeaseRow, job: JobRow)] = []
    for fence in fences {
      guard let (row, job) = try Leases.live(fence, tx) else { continue }
      // It has been answered again: that the first answer found nobody takes nothing back now.
      Leases.touch(row, tx)
      live.append((fence, row, job))
    }
    if live.isEmpty { return [] }
    let parents = try HandOut.parents(of: live.having(.hasParents), tx)
    let checkpoints = try HandOut.checkpoints(of: live.having(.hasCheckpoint), tx)
    var jobs: [ClaimedJob] = []
    try tx.specs(of: live.map(\.job.id)) { index, spec in jobs.append(ClaimedJob(live[index].job, spec, tx)) }
    try HandOut.readAhead(jobs.compactMap { $0.spec.limits == nil ? nil : parents[$0.id] }, tx)
    var claims: [RemoteClaim] = []
    for (index, known) in live.enumerated() {
      var job = jobs[index]
      if let fault = job.spec.fault {
        try Unreadable.end(known.job, known.row, fault, tx)
        continue
      }
      if let results = parents[job.id] {
        job.parents = try HandOut.visible(results, within: job.spec.limits, tx).jobs
      }
      job.checkpoint = checkpoints[job.id]
      let expiresAt = known.row.expiresAt.map(tx.terms.steady.wall) ?? tx.now
      if let claim = RemoteClaim(job, known.fence, known.row, expiresAt: expiresAt) { claims.append(claim) }
    }
    return claims
  }
}

extension [(fence: ClaimFence, row: LeaseRow, job: JobRow)] {
  fileprivate func having(_ flag: JobFlags) -> [JobID] {
    compactMap { $0.job.flags.contains(flag) ? $0.job.id : nil }
  }
}
