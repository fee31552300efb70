// Attempts that are carried out outside of jobd.

extension RemoteStore where Self: WritingStore {
  func claimRemote(
    _ request: ClaimRequest, idempotency: ClaimIdempotency?, ticket: ClaimTicket, now: Timestamp
  ) async throws(StoreError) -> RemoteAnswer {
    let result: Result<RemoteAnswer, StoreError> = await withCheckedContinuation { continuation in
      let waiter = RemoteLine.Poll(
        ticket: ticket, request: request, idempotency: idempotency,
        answer: { continuation.resume(returning: .success(.claims($0))) })
      writer.post(
        StoreOperation(
          patience: .none, askedAt: now,
          execute: { tx throws(StoreError) in
            switch try RemoteClaims.ask(waiter, tx) {
            case .claims(let claims, let replaced):
              return {
                replaced?.answer([])
                continuation.resume(returning: .success(.claims(claims)))
              }
            case .replayed(let claims): return { continuation.resume(returning: .success(.replayed(claims))) }
            case .parked(let replaced): return { replaced?.answer([]) }
            case .draining: return { continuation.resume(returning: .success(.draining)) }
            case .mismatch: return { continuation.resume(returning: .success(.mismatch)) }
            }
          },
          fail: { continuation.resume(returning: .failure($0)) }, wants: idempotency.map { Wants(answers: [$0.key]) }))
    }
    return try result.get()
  }

  func withdrawRemote(_ ticket: ClaimTicket) {
    // Before it arrives, if it has not yet.
    ticket.withdraw()
    writer.post(
      StoreOperation(
        patience: .inMemory, execute: { tx throws(StoreError) in RemoteClaims.withdraw(ticket.number, tx) },
        fail: { _ in }))
  }

  func setDraining(_ isDraining: Bool) {
    writer.post(
      StoreOperation(
        // A claim that came before it waits for it, and an end that comes after it is given nothing next.
        patience: .inMemory, turn: .inOrder,
        execute: { tx throws(StoreError) in
          let waiting = RemoteClaims.setDraining(isDraining, tx)
          return { for waiter in waiting { waiter.answer([]) } }
        }, fail: { _ in }))
  }

  func heartbeats(_ fences: [ClaimFence], now: Timestamp) async throws(StoreError) -> [LeaseState] {
    do throws(StoreError) {
      return try await heartbeats(fences, now: now, isWritten: true)
    } catch {
      // A disk that takes nothing ends no lease: nobody could renew it.
      guard error.mayPass && error != .overloaded else { throw error }
      return try await heartbeats(fences, now: now, isWritten: false)
    }
  }

  private func heartbeats(
    _ fences: [ClaimFence], now: Timestamp, isWritten: Bool
  ) async throws(StoreError) -> [LeaseState] {
    do throws(StoreError) {
      return try await renewed(fences, now: now, isWritten: isWritten)
    } catch {
      guard error.isOfTheRows && fences.count > 1 else { throw error }
      var states: [LeaseState] = []
      for fence in fences {
        do throws(StoreError) { states += try await renewed([fence], now: now, isWritten: isWritten) } catch {
          guard error.isOfTheRows else { throw error }
          // Nothing more can be recorded of it, and the others are alive.
          states.append(.stale(fence))
        }
      }
      return states
    }
  }

  private func renewed(
    _ fences: [ClaimFence], now: Timestamp, isWritten: Bool
  ) async throws(StoreError) -> [LeaseState] {
    let wants = Wants(attempts: fences)
    return try await writer.perform(isWritten ? .none : .inMemory, at: now, turn: .attempts, wants: wants) {
      tx throws(StoreError) in
      var states: [LeaseState] = []
      for fence in fences { states.append(try Leases.heartbeat(fence, isWritten: isWritten, tx)) }
      return states
    }
  }

  func endRemote(_ ends: [RemoteEnding], now: Timestamp) async throws(StoreError) -> [RemoteEndAnswer] {
    var answers: [RemoteEndAnswer] = []
    answers.reserveCapacity(ends.count)
    // Each time as many as one transaction takes; singly once there is one that cannot be recorded.
    var most = ends.count
    while answers.count < ends.count {
      let next = ends[answers.count...].prefix(most)
      do throws(StoreError) {
        answers += try await writer.end(next, at: now)
      } catch {
        guard error.isOfTheRows && ends.count > 1 else { throw error }
        if next.count == 1 { answers.append(.stale("it cannot be recorded: \(error.problem)")) }
        most = 1
      }
    }
    return answers
  }

  func giveBack(_ fences: [ClaimFence], now: Timestamp) {
    writer.post(.untilWritten, at: now, turn: .attempts, wants: Wants(ending: fences)) { tx throws(StoreError) in
      try RemoteEnds.giveBack(fences, tx)
    }
  }

  func endExternal(_ id: JobID, _ end: RemoteEnd, now: Timestamp) async throws(StoreError) -> VerbAnswer<Job> {
    // In its turn among the verbs: the job is started by a transaction of its own, which was asked for just before.
    try await writer.perform(at: now, wants: Wants(external: id), company: .externalEnds) { tx throws(StoreError) in
      try Settlement.run(before: id, tx)
      return try Shown.later(id, after: try Externals.end(id, end, tx), tx)
    }.map { shown throws(StoreError) in try shown.job }
  }

  func isLive(_ fence: ClaimFence) async throws(StoreError) -> Bool {
    try await writer.perform(wants: Wants(attempts: [fence])) { tx throws(StoreError) in
      try Leases.live(fence, tx) != nil
    }
  }

  func whyStale(_ fence: ClaimFence) async throws(StoreError) -> String {
    try await writer.perform(wants: Wants(endMarks: [fence.fence])) { tx throws(StoreError) in
      try RemoteEnds.whyStale(fence, tx)
    }
  }
}
