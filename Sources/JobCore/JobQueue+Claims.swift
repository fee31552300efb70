// Jobs that other services carry out: claims, heartbeats, ends. And external jobs, which somebody ends from outside.

import Logging
import Synchronization
import SystemPackage

extension JobQueue {
  /// Claims jobs for a remote worker; waits for one if there is none and the request may wait.
  ///
  /// - Returns: the jobs, each with its fence and lease; none when the time is up, the calling task is cancelled or the
  ///   daemon stops. A job that is claimed at the very moment of a cancel is given back, and the attempt is not
  ///   counted.
  public func claim(
    _ request: ClaimRequest, idempotency: ClaimIdempotency? = nil
  ) async throws(ClaimError) -> [RemoteClaim] {
    try await claimOrReplay(request, idempotency: idempotency).claims
  }

  /// The same, and whether it is what the same claim was given before.
  package func claimOrReplay(
    _ request: ClaimRequest, idempotency: ClaimIdempotency?
  ) async throws(ClaimError) -> (claims: [RemoteClaim], isReplayed: Bool) {
    let faults = request.faults()
    if !faults.isEmpty { throw .invalid(faults) }
    var bounded = request
    bounded.waitMicros = min(max(0, request.waitMicros), Limits.waitMicrosMax)
    let number = remoteWorkers.begins(bounded, now: clock.now())
    defer { remoteWorkers.ends(bounded, now: clock.now()) }
    let answer = try await waiting(bounded, idempotency, ClaimTicket(number))
    let claims: [RemoteClaim]
    var isReplayed = false
    switch answer {
    case .claims(let given): claims = given
    case .replayed(let given): (claims, isReplayed) = (given, true)
    case .draining: throw .shuttingDown
    case .mismatch: throw .idempotencyMismatch(key: idempotency?.key ?? "")
    }
    guard Task.isCancelled, !claims.isEmpty else { return (claims, isReplayed) }
    giveBack(claims.map(\.fence))
    return ([], isReplayed)
  }

  private func waiting(
    _ request: ClaimRequest, _ idempotency: ClaimIdempotency?, _ ticket: ClaimTicket
  ) async throws(ClaimError) -> RemoteAnswer {
    let result: Result<RemoteAnswer, StoreError> = await withTaskCancellationHandler {
      async let _: Void = withdraw(ticket, after: request.waitMicros)
      do throws(StoreError) {
        return .success(
          try await store.claimRemote(request, idempotency: idempotency, ticket: ticket, now: clock.now()))
      } catch {
        return .failure(error)
      }
    } onCancel: {
      store.withdrawRemote(ticket)
    }
    do throws(StoreError) { return try result.get() } catch { throw .store(error) }
  }

  /// Ends the wait when its time is up; cancelled when it has ended before.
  private func withdraw(_ ticket: ClaimTicket, after micros: Int64) async {
    if micros <= 0 { return }
    do {
      try await Task.sleep(for: .micros(micros))
      store.withdrawRemote(ticket)
    } catch {}
  }

  /// Says that the worker is alive, and maybe how far it is; its lease runs anew.
  public func heartbeat(_ fence: ClaimFence, progress: Progress? = nil) async throws(ClaimError) -> Lease {
    guard case .live(let lease)? = try await renew([fence]).first else { throw await stale(fence) }
    if let progress { leasedProgress.report(progress, of: fence.fence) }
    return lease
  }

  /// The same for many attempts at once; with `waitMicros` it answers as soon as one of them is to end or has ended.
  public func heartbeat(_ fences: [ClaimFence], waitMicros: Int64) async throws(ClaimError) -> [LeaseState] {
    if fences.isEmpty || fences.count > Limits.heartbeatsMax {
      throw .invalid([FieldFault(field: "fences", detail: "must be 1 to \(Limits.heartbeatsMax)")])
    }
    if waitMicros > Limits.waitMicrosMax {
      throw .invalid([FieldFault(field: "wait", detail: "must be at most 10m")])
    }
    let interest = leaseWatch.begin(fences.map(\.job))
    defer { leaseWatch.forget(interest) }
    var states = try await renew(fences)
    if waitMicros <= 0 || states.contains(where: \.isNews) { return states }
    let deadline = ContinuousClock.now + .micros(waitMicros)
    async let _: Void = leave(interest, at: deadline)
    for await _ in interest.news {
      states = try await renew(fences)
      if states.contains(where: \.isNews) { return states }
    }
    return try await renew(fences)
  }

  private func leave(_ interest: LeaseWatch.Interest, at deadline: ContinuousClock.Instant) async {
    do { try await Task.sleep(until: deadline) } catch {}
    interest.leave()
  }

  private func renew(_ fences: [ClaimFence]) async throws(ClaimError) -> [LeaseState] {
    let now = clock.now()
    let states = try await claims { store throws(StoreError) in try await store.heartbeats(fences, now: now) }
    remoteWorkers.renewed(states.compactMap(\.holder), now: now)
    return states
  }

  /// Ends an attempt. The same request made again gets the same answer; any other is refused.
  ///
  /// - Parameters:
  ///   - fence: which attempt, as its claim said.
  ///   - end: what it came to.
  ///   - fingerprint: tells this request from any other; at most 64 bytes.
  public func end(_ fence: ClaimFence, _ end: RemoteEnd, fingerprint: [UInt8]) async throws(ClaimError) -> Job {
    try await self.end(fence, end, fingerprint: fingerprint, claiming: nil).job
  }

  /// Ends an attempt and claims the next jobs for its worker in one transaction. It does not wait for jobs: there are
  /// none if none is ready, or the daemon is drained.
  ///
  /// - Parameters:
  ///   - fence: which attempt, as its claim said.
  ///   - end: what it came to.
  ///   - fingerprint: tells this request from any other; at most 64 bytes.
  ///   - next: what the worker wants next.
  public func end(
    _ fence: ClaimFence, _ end: RemoteEnd, fingerprint: [UInt8], claiming next: ClaimRequest?
  ) async throws(ClaimError) -> (job: Job, claims: [RemoteClaim]) {
    if let next {
      let faults = next.faults()
      if !faults.isEmpty { throw .invalid(faults) }
      _ = remoteWorkers.begins(next, now: clock.now())
    }
    defer { if let next { remoteWorkers.ends(next, now: clock.now()) } }
    if let fault = end.fault { throw .invalid([fault]) }
    await keepTraceback(end, of: fence)
    var ending = self.ending(fence, end, fingerprint)
    ending.next = next
    guard let answer = try await answers([ending]).first else { throw await stale(fence) }
    switch answer {
    case .ended(let job, let claims): return (job, claims)
    case .stale(let detail): throw .stale(detail: detail)
    }
  }

  /// Ends many attempts in one transaction; one that cannot be ended does not stop the others.
  public func end(
    _ ends: [(fence: ClaimFence, end: RemoteEnd, fingerprint: [UInt8])]
  ) async throws(ClaimError) -> [Result<Job, ClaimError>] {
    if ends.count > Limits.remoteEndsMax {
      throw .invalid([FieldFault(field: "(body)", detail: "must have at most \(Limits.remoteEndsMax) lines")])
    }
    for end in ends { if let fault = end.end.fault { throw .invalid([fault]) } }
    await keepTracebacks(ends.map { ($0.fence, $0.end) })
    return try await answers(ends.map { ending($0.fence, $0.end, $0.fingerprint) }).map { answer in
      switch answer {
      case .ended(let job, _): .success(job)
      case .stale(let detail): .failure(.stale(detail: detail))
      }
    }
  }

  private func answers(_ endings: [RemoteEnding]) async throws(ClaimError) -> [RemoteEndAnswer] {
    try await claims { store throws(StoreError) in try await store.endRemote(endings, now: self.clock.now()) }
  }

  private func ending(_ fence: ClaimFence, _ end: RemoteEnd, _ fingerprint: [UInt8]) -> RemoteEnding {
    RemoteEnding(
      fence: fence, end: end, fingerprint: fingerprint, progress: leasedProgress.end(fence.fence),
      log: remoteLogs.summary(fence.fence))
  }

  /// A few at a time: each asks the store and writes a file, and there may be thousands.
  private func keepTracebacks(_ ends: [(fence: ClaimFence, end: RemoteEnd)]) async {
    await withTaskGroup(of: Void.self) { group in
      for (count, end) in ends.enumerated() {
        if count >= Limits.tracebackWritersMax { await group.next() }
        group.addTask { await self.keepTraceback(end.end, of: end.fence) }
      }
    }
  }

  /// A traceback is output of the attempt, as that of a worker process is. If it cannot be kept, the attempt ends
  /// nevertheless; a stale fence is refused when the end itself is recorded.
  private func keepTraceback(_ end: RemoteEnd, of fence: ClaimFence) async {
    guard case .failed(_, let traceback?, _) = end, !traceback.isEmpty else { return }
    let isLineEnded = traceback.utf8.last == UInt8(ascii: "\n")
    do throws(ClaimError) {
      try await appendLog(fence, .stderr, Array((isLineEnded ? traceback : "\(traceback)\n").utf8))
    } catch {
      logger.debug("traceback left out", metadata: [LogKeys.jobID: "\(fence.job)", LogKeys.error: "\(error)"])
    }
  }

  /// Takes back claims whose answer never reached its worker: they are not counted. Those that were touched stay.
  public func giveBack(_ fences: [ClaimFence]) {
    if !fences.isEmpty { store.giveBack(fences, now: clock.now()) }
  }

  /// Appends to the output of an attempt.
  public func appendLog(_ fence: ClaimFence, _ stream: LogStream, _ bytes: [UInt8]) async throws(ClaimError) {
    // Entered before the store is asked whether the attempt is live: an end that comes after the answer finds this
    // append, and an end that came before makes the answer no.
    remoteLogs.enter(fence.fence)
    defer { remoteLogs.leave(fence.fence) }
    try await checkLive(fence)
    var limit: Int64?
    if !remoteLogs.hasBegun(stream, of: fence.fence) {
      let detail = try await claims { store throws(StoreError) in try await store.detail(fence.job) }
      limit = detail?.spec.process.logLimitBytes
    }
    do {
      try await remoteLogs.append(bytes, to: stream, of: fence.fence, limitBytes: limit)
    } catch {
      throw .store(
        error == .noSpace
          ? .full(statement: "log") : .io(statement: "log", code: error.rawValue, message: "\(error)"))
    }
  }

  /// Keeps bytes for the next attempt; durable when this returns.
  public func setCheckpoint(_ fence: ClaimFence, _ bytes: [UInt8]) async throws(ClaimError) {
    if bytes.count > Limits.checkpointBytesMax {
      let detail = "must have at most \(Limits.checkpointBytesMax) bytes"
      throw .invalid([FieldFault(field: "(body)", detail: detail)])
    }
    try await checkLive(fence)
    let isKept = try await claims { store throws(StoreError) in try await store.setCheckpoint(bytes, of: fence.fence) }
    if !isKept { throw await stale(fence) }
  }

  /// Completes or fails an external job.
  public func endExternal(_ id: JobID, _ end: RemoteEnd) async throws(JobError) -> Job {
    var end = end
    if case .failed(let failure, let traceback?, let mayRetry) = end {
      // An external job has no output that the traceback could go to.
      let whole = JobFailure(code: failure.code, message: "\(failure.message)\n\(traceback)").bounded
      end = .failed(whole, mayRetry: mayRetry)
    }
    if let fault = end.fault { throw .invalid([fault]) }
    let verb = if case .completed = end { "complete" } else { "fail" }
    return try await perform(id, verb) { store throws(StoreError) in
      try await store.endExternal(id, end, now: self.clock.now())
    }
  }

  /// Remote workers that have been heard of since the start, and those that still have a job, the latest first.
  ///
  /// - Parameter identity: shows those of one identity only, as the front end knows it.
  public func remoteWorkerList(of identity: String? = nil) async throws(JobError) -> RemoteWorkerList {
    let holders = try await read { store throws(StoreError) in
      try await store.leaseHolders(limit: Limits.remoteWorkersMax)
    }
    var list = remoteWorkers.list(holders, of: identity, now: clock.now())
    if holders.count >= Limits.remoteWorkersMax { list.isTruncated = true }
    return list
  }

  private func checkLive(_ fence: ClaimFence) async throws(ClaimError) {
    let isLive = try await claims { store throws(StoreError) in try await store.isLive(fence) }
    if !isLive { throw await stale(fence) }
  }

  private func stale(_ fence: ClaimFence) async -> ClaimError {
    do throws(StoreError) {
      return .stale(detail: try await store.whyStale(fence))
    } catch {
      return .store(error)
    }
  }

  private func claims<Value>(
    _ body: (SQLiteStore) async throws(StoreError) -> Value
  ) async throws(ClaimError) -> Value {
    do throws(StoreError) { return try await body(store) } catch { throw .store(error) }
  }
}

extension LeaseState {
  fileprivate var holder: LeaseHolder? {
    if case .live(let lease) = self { lease.holder } else { nil }
  }

  /// What a waiting heartbeat is to be woken for.
  fileprivate var isNews: Bool {
    switch self {
    case .live(let lease): lease.cancel != nil
    case .stale: true
    }
  }
}
