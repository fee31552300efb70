// Claims of remote workers: served at once, or parked until a transaction brings work for them.

extension WriterContext {
  /// Claims what there is; parks the claim if that is nothing and it may wait. `answer` is called after the commit.
  func claimRemote(_ waiter: RemoteLine.Poll, now: Timestamp) throws(StoreError) -> ClaimStart {
    self.now = now
    if isDraining { return .draining }
    if let idempotency = waiter.idempotency {
      switch try earlierAnswer(key: idempotency.key, fingerprint: idempotency.fingerprint, now: now) {
      case .replayed(let answer): return .claims(try replayed(answer, now: now))
      case .mismatch: return .mismatch
      case nil: break
      }
    }
    if let due = memory.nextDue, due <= now { try promoteDue(now: now) }
    let claims = try claimReady(for: waiter, now: now)
    if !claims.isEmpty || waiter.request.waitMicros <= 0 { return .claims(claims) }
    if remote.count >= Limits.claimWaitersMax { throw .overloaded }
    remote.add(waiter)
    return .parked
  }

  /// What a claim came to.
  enum ClaimStart {
    case claims([RemoteClaim])
    case parked
    case draining
    case mismatch
  }

  /// Nobody waits for the answer any more; it is empty.
  func withdrawRemote(_ id: Int) -> (() -> Void) {
    guard let waiter = remote.remove(id) else { return {} }
    return { waiter.answer([]) }
  }

  /// Lets the waiting claims take what this transaction has brought, oldest first.
  func serveRemote() throws(StoreError) -> [() -> Void] {
    let (brought, hasRoom) = (memory.newRemote, memory.hasRemoteRoom)
    memory.newRemote = [:]
    memory.hasRemoteRoom = false
    if isDraining || remote.isEmpty { return [] }
    var wishes: Set<RemoteLine.Wish> = []
    if hasRoom {
      wishes = Set(remote.wishes)
    } else {
      for (lane, queues) in brought {
        guard let handler = Lane.parts(lane)?.handler else { continue }
        for queue in queues { wishes.formUnion(remote.wishes(for: handler, in: memory.queues[queue]?.name ?? "")) }
      }
    }
    var answers: [() -> Void] = []
    while !wishes.isEmpty {
      var oldest: (wish: RemoteLine.Wish, waiter: RemoteLine.Poll)?
      for wish in wishes {
        guard let waiter = remote.first(wish) else {
          wishes.remove(wish)
          continue
        }
        if waiter.id < oldest?.waiter.id ?? .max { oldest = (wish, waiter) }
      }
      guard let (wish, waiter) = oldest else { break }
      let claims = try claimReady(for: waiter, now: now)
      if claims.isEmpty {
        wishes.remove(wish)
      } else {
        remote.take(waiter.id)
        answers.append { waiter.answer(claims) }
      }
    }
    return answers
  }

  private func claimReady(for waiter: RemoteLine.Poll, now: Timestamp) throws(StoreError) -> [RemoteClaim] {
    let request = waiter.request
    var claims: [RemoteClaim] = []
    var admission = Admission(ClaimRoom(slots: .max), slotsTotal: slotsTotal)
    var isStale: Bool
    repeat {
      isStale = false
      try admitLimits()
      for candidate in try candidates(for: request, now: now) where claims.count < request.max {
        switch try claim(candidate, &admission, now: now) {
        case .claimed(let job): if let claim = try beginRemote(job, request, now: now) { claims.append(claim) }
        case .passed: break
        case .gone: isStale = true
        }
      }
    } while isStale && claims.isEmpty
    memory.nextRemoteToken = [memory.nextRemoteToken, admission.nextTokenAt].compactMap(\.self).min()
    if let idempotency = waiter.idempotency, !claims.isEmpty {
      let fences = claims.map { $0.fence.description }.joined(separator: "\n")
      try remember(
        key: idempotency.key, fingerprint: idempotency.fingerprint, answer: Array(fences.utf8), now: now)
    }
    return claims
  }

  /// The ready jobs a request may have, in the order in which they should start.
  private func candidates(for request: ClaimRequest, now: Timestamp) throws(StoreError) -> [ReadyJob] {
    var candidates: [ReadyJob] = []
    let named = request.queues.isEmpty ? nil : Set(request.queues.compactMap { memory.queueIDs[$0] })
    if request.handlers.isEmpty {
      for id in named ?? [] {
        guard let queue = memory.queues[id], !queue.settings.isPaused else { continue }
        try collect(.remote, queue, max: request.max, now: now, into: &candidates)
      }
    }
    for handler in Set(request.handlers) {
      let lane = Lane.remotePrefix + handler
      let queues = try LaneReading(connection: connection).queues(of: lane)
      for id in queues where named?.contains(id) ?? true {
        guard let queue = memory.queues[id], !queue.settings.isPaused else { continue }
        try collect(.of(lane: lane), queue, max: request.max, now: now, into: &candidates)
      }
    }
    candidates.sort { ClaimOrder.precedes($0.order, $1.order) }
    return candidates
  }

  private func beginRemote(
    _ job: ClaimedJob, _ request: ClaimRequest, now: Timestamp
  ) throws(StoreError) -> RemoteClaim? {
    var generator = SystemRandomNumberGenerator()
    let fence = ClaimFence(job.fence, using: &generator)
    let limit = LeaseRow.limit(
      startedAt: now, timeoutMicros: job.spec.timeoutMicros, deadline: job.spec.deadline)
    let row = LeaseRow(secret: fence.secret, micros: request.leaseMicros, now: now, limit: limit)
    try beginLease(job, row, worker: request.worker, claimedBy: request.claimedBy)
    if let limit, limit.at <= now, let facts = try facts(job.id) {
      // asyncio: a limit of 0 never starts the work.
      try stopLease(job.id, facts, limit.cause, reason: nil, graceMicros: 0, now: now)
      return nil
    }
    return RemoteClaim(job, fence, row, now: now)
  }

  /// What an earlier claim with the same key was given, as far as it is still its.
  private func replayed(_ answer: [UInt8], now: Timestamp) throws(StoreError) -> [RemoteClaim] {
    var claims: [RemoteClaim] = []
    for text in String(decoding: answer, as: UTF8.self).split(separator: "\n") {
      guard let fence = ClaimFence(String(text)), let (row, facts) = try lease(of: fence) else { continue }
      let parents = facts.flags.contains(.hasParents) ? try parentResults(fence.job).jobs : []
      let kept = facts.flags.contains(.hasCheckpoint) ? try checkpoint(of: fence.job) : nil
      var job = try claimedJob(fence.job, facts, parents: parents)
      job.checkpoint = kept
      if let claim = RemoteClaim(job, fence, row, now: now) { claims.append(claim) }
    }
    return claims
  }
}

extension RemoteClaim {
  /// `nil` for a job that is no handler's.
  fileprivate init?(_ job: ClaimedJob, _ fence: ClaimFence, _ row: LeaseRow, now: Timestamp) {
    guard case .handler(let handler, let payload) = job.spec.work, let micros = row.micros else { return nil }
    self.init(
      fence: fence, handler: handler, name: job.name, queue: job.spec.queue, payload: payload, tags: job.spec.tags,
      attempt: job.attempt, maxAttempts: job.maxAttempts, timeoutMicros: job.spec.timeoutMicros,
      deadline: job.spec.deadline, parents: job.parents.map { Parent(id: $0.id, state: $0.state) },
      lease: Lease(fence: fence, micros: micros, expiresAt: row.expiresAt ?? now, cancel: row.cancel),
      checkpoint: job.checkpoint)
  }
}
