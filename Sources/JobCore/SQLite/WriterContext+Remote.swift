// Claims of remote workers: served at once, or parked until a transaction brings work for them.

extension WriterContext {
  /// Claims what there is; parks the claim if that is nothing and it may wait. `answer` is called after the commit.
  func claimRemote(_ waiter: RemoteLine.Poll) throws(StoreError) -> ClaimStart {
    try starting { () throws(StoreError) in try claimOrPark(waiter) }
  }

  private func claimOrPark(_ waiter: RemoteLine.Poll) throws(StoreError) -> ClaimStart {
    if let idempotency = waiter.idempotency {
      switch try Answers.earlier(idempotency.key, idempotency.fingerprint, self) {
      case .replayed(let answer): return .claims(try replayed(answer))
      case .mismatch: return .mismatch
      case nil: break
      }
    }
    if ledger.isDraining { return .draining }
    if let due = ledger.times.nextDue, due <= now, !isExhausted, !piece.wasWhole { try promoteDue() }
    let claims = try claimReady(for: waiter)
    if !claims.isEmpty || waiter.request.waitMicros <= 0 || waiter.ticket.isWithdrawn { return .claims(claims) }
    let earlier = waiter.idempotency.flatMap { ledger.claims.remote.waiter(key: $0.key) }
    if let earlier, earlier.idempotency != waiter.idempotency { return .mismatch }
    if earlier == nil && ledger.claims.remote.count >= Limits.claimWaitersMax { throw .overloaded }
    // The same claim again: whoever waits for the answer of the first has gone, or would get other jobs than this one.
    let replaced = earlier.flatMap { ledger.claims.remote.take($0.id) }
    ledger.claims.remote.add(waiter)
    return .parked(replaced)
  }

  /// What a claim came to.
  enum ClaimStart {
    case claims([RemoteClaim])
    /// In the place of an earlier claim with the same key, which gets nothing.
    case parked(RemoteLine.Poll?)
    case draining
    case mismatch
  }

  /// Nobody waits for the answer any more; it is empty.
  func withdrawRemote(_ id: Int) -> (() -> Void) {
    guard let waiter = ledger.claims.remote.take(id) else { return {} }
    return { waiter.answer([]) }
  }

  /// Lets the waiting claims take what this transaction has brought, oldest first.
  func serveRemoteClaims() throws(StoreError) -> [() -> Void] {
    if ledger.isDraining || ledger.claims.remote.isEmpty {
      ledger.claims.news.forgetRemoteNews()
      return []
    }
    // Jobs of a limit key that has room again become ready by this.
    if !ledger.limits.changed.isEmpty { try admitLimits() }
    var turns = RemoteTurns()
    for wish in try wishesToServe() { turns.add(wish, ledger.claims.remote) }
    ledger.claims.news.forgetRemoteNews()
    var answers: [() -> Void] = []
    while let (wish, waiter) = turns.next(ledger.claims.remote) {
      if isExhausted {
        // They are next in a transaction of their own: `deferLateWork` makes it.
        ledger.claims.news.unservedWishes.insert(wish)
        continue
      }
      let claims = try claimReady(for: waiter)
      // What one of them does not get, no other with the same wish does.
      if claims.isEmpty { continue }
      if ledger.claims.remote.take(waiter.id) != nil { answers.append { waiter.answer(claims) } }
      turns.add(wish, ledger.claims.remote)
    }
    return answers
  }

  /// What the waiting claims want of that which this transaction has made ready, or has made room for.
  private func wishesToServe() throws(StoreError) -> Set<RemoteLine.Wish> {
    if ledger.claims.news.hasRemoteRoom { return Set(ledger.claims.remote.wishes) }
    var wishes = ledger.claims.news.unservedWishes
    for (lane, queues) in ledger.claims.news.newRemote {
      guard let handler = Lane.parts(lane)?.handler else { continue }
      for queue in queues {
        wishes.formUnion(ledger.claims.remote.wishes(for: handler, in: ledger.queues[queue]?.name ?? ""))
      }
    }
    var rooms: Set<String> = []
    for id in ledger.claims.news.remoteRooms {
      guard let queue = ledger.queues[id] else { continue }
      let found = try look([ReadyLook(queue: queue, lane: .remote, max: 1)])
      if !found.isEmpty { rooms.insert(queue.name) }
    }
    if !rooms.isEmpty {
      for wish in ledger.claims.remote.wishes where wish.queues.isEmpty || !rooms.isDisjoint(with: wish.queues) {
        wishes.insert(wish)
      }
    }
    return wishes
  }

  private func claimReady(for waiter: RemoteLine.Poll) throws(StoreError) -> [RemoteClaim] {
    let claims = try claimReady(for: waiter.request)
    if let idempotency = waiter.idempotency, !claims.isEmpty {
      Answers.remember(idempotency.key, idempotency.fingerprint, RemoteClaim.fences(claims), self)
    }
    return claims
  }

  /// Jobs for a remote worker, as many as there are and it wants.
  func claimReady(for request: ClaimRequest) throws(StoreError) -> [RemoteClaim] {
    var claims: [RemoteClaim] = []
    var admission = Admission(ClaimRoom(slots: .max), slotsTotal: terms.slotsTotal)
    var bytes = 0
    var isStale: Bool
    repeat {
      // Some could not start and have been put out of the way: what stands behind them is looked at next.
      isStale = false
      try admitLimits()
      let (candidates, most) = try candidates(for: request)
      for candidate in candidates where bytes < Limits.claimAnswerBytesMax {
        switch try claim(candidate, &admission) {
        case .claimed(let start):
          for job in try claimedJobs([start]) {
            if let claim = try beginRemote(job, request) {
              claims.append(claim)
              bytes += (claim.payload?.utf8.count ?? 0) + (claim.checkpoint?.count ?? 0)
            } else {
              isStale = true
            }
          }
        case .passed: break
        case .gone: isStale = true
        }
        try Settlement.run(self)
        if claims.count >= most || (isStale && isExhausted) { break }
      }
      // The end of one may have ended others of its batch that were to be handed out with it.
      if isStale { claims = try live(claims) }
    } while isStale && claims.isEmpty && !isExhausted
    // The rest in transactions of their own: `deferLateWork` makes them.
    if isStale && claims.isEmpty { ledger.claims.news.hasRemoteRoom = true }
    ledger.times.nextRemoteToken = [ledger.times.nextRemoteToken, admission.nextTokenAt].compactMap(\.self).min()
    return claims
  }

  private func live(_ claims: [RemoteClaim]) throws(StoreError) -> [RemoteClaim] {
    var live: [RemoteClaim] = []
    for claim in claims where try lease(of: claim.fence) != nil { live.append(claim) }
    return live
  }

  /// The ready jobs a request may have, in the order in which they should start, and how many it is given of them.
  private func candidates(
    for request: ClaimRequest
  ) throws(StoreError) -> (jobs: [ReadyJob], most: Int) {
    let lines = try lines(for: request)
    let hasAging = lines.contains { $0.queue.settings.agingMicros != nil }
    let most = min(request.max, claimShare(lines: lines.count, hasAging: hasAging))
    return (try look(lines.map { ReadyLook(queue: $0.queue, lane: $0.lane, max: most) }), most)
  }

  /// Where the jobs stand that a request may have.
  private func lines(for request: ClaimRequest) throws(StoreError) -> [(lane: ReadyLine.Lane, queue: QueueMemory)] {
    let named = request.queues.isEmpty ? nil : Set(request.queues.compactMap { ledger.queues.id(of: $0) })
    var lines: [(lane: ReadyLine.Lane, queue: QueueMemory)] = []
    if request.handlers.isEmpty {
      for id in named ?? [] {
        if let queue = ledger.queues[id], !queue.settings.isPaused { lines.append((.remote, queue)) }
      }
    }
    for handler in Set(request.handlers) {
      let lane = Lane.remotePrefix + handler
      for id in try readyQueues(of: lane) where named?.contains(id) ?? true {
        if let queue = ledger.queues[id], !queue.settings.isPaused { lines.append((.named(lane), queue)) }
      }
    }
    return lines
  }

  private func readyQueues(of lane: String) throws(StoreError) -> [Int64] {
    try flush()
    return try LaneReading(connection: connection).queues(of: lane)
  }

  private func beginRemote(
    _ job: ClaimedJob, _ request: ClaimRequest
  ) throws(StoreError) -> RemoteClaim? {
    var generator = SystemRandomNumberGenerator()
    let fence = ClaimFence(job.fence, using: &generator)
    let begun = terms.steady.now
    let row = LeaseRow(
      secret: fence.secret, micros: request.leaseMicros, now: begun, timeoutMicros: job.spec.timeoutMicros,
      deadline: job.spec.deadline)
    try beginLease(job, row, worker: request.worker, claimedBy: request.claimedBy)
    if let cause = row.limit(now: begun, wall: now), let facts = try facts(job.id) {
      // asyncio: a limit of 0 never starts the work.
      try stopLease(job.id, facts, cause, reason: nil, graceMicros: 0)
      return nil
    }
    return RemoteClaim(job, fence, row, expiresAt: now.advanced(byMicros: request.leaseMicros))
  }

  /// What an earlier claim with the same key was given, as far as it is still its.
  func replayed(_ answer: [UInt8]) throws(StoreError) -> [RemoteClaim] {
    var claims: [RemoteClaim] = []
    for text in String(decoding: answer, as: UTF8.self).split(separator: "\n") {
      guard let fence = ClaimFence(String(text)), let (row, facts) = try lease(of: fence) else { continue }
      // It has been answered again: that the first answer found nobody takes nothing back now.
      try run(LeaseSQL.touch, fence.job)
      let spec = try takeSpec(fence.job)
      let hasParents = facts.flags.contains(.hasParents)
      let parents = hasParents ? try parentResults(fence.job, within: spec.limits).jobs : []
      let kept = facts.flags.contains(.hasCheckpoint) ? try Checkpoints.of(fence.job, self) : nil
      var job = claimedJob(fence.job, facts, spec, parents: parents)
      job.checkpoint = kept
      let expiresAt = row.expiresAt.map(terms.steady.wall) ?? now
      if let claim = RemoteClaim(job, fence, row, expiresAt: expiresAt) { claims.append(claim) }
    }
    return claims
  }
}

extension RemoteClaim {
  /// As they are remembered to be given out again.
  static func fences(_ claims: [RemoteClaim]) -> [UInt8] {
    Array(claims.map { $0.fence.description }.joined(separator: "\n").utf8)
  }

  /// `nil` for a job that is no handler's.
  fileprivate init?(_ job: ClaimedJob, _ fence: ClaimFence, _ row: LeaseRow, expiresAt: Timestamp) {
    guard case .handler(let handler, let payload) = job.spec.work, let micros = row.micros else { return nil }
    self.init(
      fence: fence, handler: handler, name: job.name, queue: job.spec.queue, payload: payload, tags: job.spec.tags,
      attempt: job.attempt, maxAttempts: job.maxAttempts, timeoutMicros: job.spec.timeoutMicros,
      deadline: job.spec.deadline, parents: job.parents.map { Parent(id: $0.id, state: $0.state) },
      lease: Lease(fence: fence, micros: micros, expiresAt: expiresAt, cancel: row.cancel),
      checkpoint: job.checkpoint)
  }
}
