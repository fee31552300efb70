// Why a job is not running.

extension JobQueue {
  /// Everything that keeps the job from running, and its place in line.
  public func why(_ id: JobID) async throws(JobError) -> WhyAnswer {
    let slotsFree = config.slots - (await dispatcher.slotsUsed)
    let found = try await read { store throws(StoreError) in
      try await store.why(id, slotsFree: slotsFree, now: self.clock.now())
    }
    guard var answer = found else { throw .notFound(id) }
    if answer.state == .queued, let blocker = await poolBlocker(answer.lane) { answer.blockers.append(blocker) }
    if answer.state == .queued, await dispatcher.isClaimingStopped {
      answer.blockers.append(Blocker(kind: .draining, detail: "jobd is drained or stopping: no job starts"))
    }
    return answer
  }
}
