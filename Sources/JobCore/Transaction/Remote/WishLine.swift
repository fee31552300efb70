// The ready jobs that remote workers with one wish may have, in the order in which they should start.

/// The line for one wish, in one transaction.
struct WishLine {
  private let handlers: Set<String>
  private let queues: [String]
  /// Jobs that are still wished for.
  var wanted = 0
  private var candidates: ArraySlice<ReadyJob> = []
  private var admission: Admission?
  /// The last look at who stands in line.
  private var look = Look()
  /// What is known of the first candidates.
  private var details: [Int64: Details] = [:]
  private var bytesMean = 0

  /// What a look has found, and what has come of it since.
  private struct Look {
    var hasBeen = false
    /// Nothing stands behind the candidates.
    var isWhole = false
    /// So many may start before those behind the candidates have to be looked at; what one worker is given at most.
    var share = Int.max
    /// How many have started since.
    var started = 0
    /// Some could not start and have been put out of the way: what stands behind them is looked at next.
    var isStale = false
    /// The transaction has done enough, and nobody has looked at what may stand behind.
    var isCutShort = false
  }

  /// What a worker is given of a job besides its row.
  private struct Details {
    var spec: NewJob
    var parents: [ParentResult] = []
    var checkpoint: [UInt8]?

    var bytes: Int {
      guard case .handler(_, let payload) = spec.work else { return checkpoint?.count ?? 0 }
      return (payload?.utf8.count ?? 0) + (checkpoint?.count ?? 0)
    }
  }

  init(_ request: ClaimRequest) {
    handlers = Set(request.handlers)
    queues = request.queues
  }

  /// Jobs for a remote worker, as many as there are and it wants.
  mutating func claims(for request: ClaimRequest, _ tx: Transaction) throws(StoreError) -> [RemoteClaim] {
    var claims: [RemoteClaim] = []
    var bytes = 0
    var hasEnded = false
    while claims.count < min(request.max, look.share) && bytes < Limits.claimAnswerBytesMax {
      guard let candidate = try next(least: request.max, hasSome: !claims.isEmpty, tx) else { break }
      var admission = admission ?? Admission(ClaimRoom(slots: .max), slotsTotal: tx.terms.slotsTotal)
      let step = try Start.job(candidate, &admission, tx)
      self.admission = admission
      switch step {
      case .passed: break
      case .gone: (look.isStale, hasEnded) = (true, true)
      case .claimed(let start):
        look.started += 1
        if let claim = try begin(start.job.row, try takeDetails(candidate, tx), request, tx) {
          claims.append(claim)
          bytes += (claim.payload?.utf8.count ?? 0) + (claim.checkpoint?.count ?? 0)
        } else {
          (look.isStale, hasEnded) = (true, true)
        }
      }
      try Settlement.run(tx)
      if look.isStale && tx.isExhausted { break }
    }
    // The end of one may have ended others of its batch that were to be handed out with it.
    if hasEnded { claims = try live(claims, tx) }
    // The rest in transactions of their own: `LateWork` makes them. Until then nobody hears that there is nothing.
    if (look.isStale || look.isCutShort) && claims.isEmpty {
      tx.ledger.claims.news.hasRemoteRoom = true
      tx.ledger.claims.news.unservedWishes.insert(RemoteLine.Wish(request))
    }
    wanted -= request.max
    let token = admission?.nextTokenAt
    tx.ledger.times.nextRemoteToken = [tx.ledger.times.nextRemoteToken, token].compactMap(\.self).min()
    return claims
  }

  private func live(_ claims: [RemoteClaim], _ tx: Transaction) throws(StoreError) -> [RemoteClaim] {
    var live: [RemoteClaim] = []
    for claim in claims where try Leases.live(claim.fence, tx) != nil { live.append(claim) }
    return live
  }

  // MARK: Looking

  /// The first in line, if there is one; looks again when nobody is left and somebody may stand behind.
  private mutating func next(least: Int, hasSome: Bool, _ tx: Transaction) throws(StoreError) -> ReadyJob? {
    // Behind so many of one line there may be some that come before the rest of another.
    if look.started >= look.share && !look.isWhole { candidates = [] }
    if let candidate = candidates.popFirst() { return candidate }
    // All that was found is held back, and would be found again.
    if look.hasBeen && look.started == 0 && !look.isStale { return nil }
    // What could not start is looked behind only for who would get nothing else.
    if look.isWhole && (!look.isStale || hasSome) { return nil }
    if look.hasBeen && tx.isExhausted {
      look.isCutShort = true
      return nil
    }
    try lookAgain(max(wanted, least), tx)
    return candidates.popFirst()
  }

  private mutating func lookAgain(_ count: Int, _ tx: Transaction) throws(StoreError) {
    (look.hasBeen, look.isStale, look.started, admission) = (true, false, 0, nil)
    try LimitKeys.admit(tx)
    let places = try places(tx)
    let hasAging = places.contains { $0.queue.settings.agingMicros != nil }
    look.share = min(count, Candidates.share(lines: places.count, hasAging: hasAging))
    let looks = places.map { ReadyLook(queue: $0.queue, lane: $0.lane, max: look.share) }
    candidates = try Candidates.look(looks, tx)[...]
    look.isWhole = candidates.count < look.share
  }

  /// Where the jobs stand that may be had.
  private func places(_ tx: Transaction) throws(StoreError) -> [(lane: ReadyLine.Lane, queue: QueueMemory)] {
    let named = queues.isEmpty ? nil : Set(queues.compactMap { tx.ledger.queues.id(of: $0) })
    var places: [(lane: ReadyLine.Lane, queue: QueueMemory)] = []
    if handlers.isEmpty {
      for id in named ?? [] {
        if let queue = tx.ledger.queues[id], !queue.settings.isPaused { places.append((.remote, queue)) }
      }
      return places
    }
    let lanes = handlers.map { Lane.remotePrefix + $0 }
    let ready = try tx.search { rows throws(StoreError) in try rows.claims.readyQueues(of: lanes) }
    for (lane, ids) in zip(lanes, ready) {
      for id in ids where named?.contains(id) ?? true {
        if let queue = tx.ledger.queues[id], !queue.settings.isPaused { places.append((.named(lane), queue)) }
      }
    }
    return places
  }

  // MARK: Handing out

  /// What is known of the candidate besides its row, which is read together with that of those behind it, as far as they
  /// are wished for and it is not too much.
  private mutating func takeDetails(_ candidate: ReadyJob, _ tx: Transaction) throws(StoreError) -> Details {
    if let known = details.removeValue(forKey: candidate.id) { return known }
    let room = bytesMean == 0 ? Limits.detailsAtFirst : max(1, Limits.detailsBytesMax / bytesMean)
    let together = [candidate] + candidates.prefix(max(0, min(wanted, room) - 1))
    let ids = together.map { JobID($0.id) }
    var read: [Details] = []
    read.reserveCapacity(ids.count)
    try tx.specs(of: ids) { _, spec in read.append(Details(spec: spec)) }
    let parents = try HandOut.parents(of: together.having(.hasParents), tx)
    let checkpoints = try HandOut.checkpoints(of: together.having(.hasCheckpoint), tx)
    try HandOut.readAhead(
      zip(ids, read).compactMap { $1.spec.limits == nil ? nil : parents[$0] }, tx)
    var bytes = 0
    for (index, id) in ids.enumerated() {
      if let results = parents[id] {
        read[index].parents = try HandOut.visible(results, within: read[index].spec.limits, tx).jobs
      }
      read[index].checkpoint = checkpoints[id]
      bytes += read[index].bytes
      details[id.value] = read[index]
    }
    bytesMean = max(1, bytes / ids.count)
    details[candidate.id] = nil
    return read[0]
  }

  /// `nil` if its time is over as it begins, or it cannot be read.
  private func begin(
    _ job: JobRow, _ details: Details, _ request: ClaimRequest, _ tx: Transaction
  ) throws(StoreError) -> RemoteClaim? {
    var claimed = ClaimedJob(job, details.spec, parents: details.parents, tx)
    claimed.checkpoint = details.checkpoint
    var generator = SystemRandomNumberGenerator()
    let fence = ClaimFence(claimed.fence, using: &generator)
    let begun = tx.terms.steady.now
    var row = LeaseRow(
      job: job.id, secret: fence.secret, micros: request.leaseMicros, now: begun,
      timeoutMicros: claimed.spec.timeoutMicros, deadline: claimed.spec.deadline)
    (row.worker, row.claimedBy) = (request.worker, request.claimedBy)
    Leases.begin(row, tx)
    if let fault = claimed.spec.fault {
      try Unreadable.end(job, row, fault, tx)
      return nil
    }
    if let cause = row.limit(now: begun, wall: tx.now) {
      // asyncio: a limit of 0 never starts the work.
      try LeaseEnds.stop(job, cause, reason: nil, graceMicros: 0, tx)
      return nil
    }
    return RemoteClaim(claimed, fence, row, expiresAt: tx.now.advanced(byMicros: request.leaseMicros))
  }
}

extension [ReadyJob] {
  fileprivate func having(_ flag: JobFlags) -> [JobID] {
    compactMap { $0.flags.contains(flag) ? JobID($0.id) : nil }
  }
}
