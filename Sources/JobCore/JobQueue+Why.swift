// Why a job is not running.

extension JobQueue {
  /// Everything that keeps the job from running, and its place in line.
  public func why(_ id: JobID) async throws(JobError) -> WhyAnswer {
    let room = pools.room(slots: config.slots - (await dispatcher.slotsUsed))
    let found = try await read { store throws(StoreError) in
      try await store.why(id, room: room, now: self.clock.now())
    }
    guard var answer = found else { throw .notFound(id) }
    if answer.state == .queued, let blocker = await poolBlocker(answer.lane) { answer.blockers.append(blocker) }
    if answer.state == .queued, let blocker = try await remoteBlocker(id, answer.lane) {
      answer.blockers.append(blocker)
    }
    if answer.state == .queued, let blocker = hostBlocker(answer.lane) { answer.blockers.append(blocker) }
    if answer.state == .queued, await dispatcher.isClaimingStopped {
      answer.blockers.append(Blocker(.draining))
    }
    return answer
  }

  /// A job for remote workers, none of which waits for such a job.
  private func remoteBlocker(_ id: JobID, _ lane: String?) async throws(JobError) -> Blocker? {
    guard let lane, Lane.isRemote(lane), let handler = Lane.parts(lane)?.handler else { return nil }
    let queue = try await job(id).queue
    if remoteWorkers.isWaiting(handler: handler, queue: queue) { return nil }
    let last = remoteWorkers.lastAsk(handler: handler, queue: queue, now: clock.now())
    return Blocker(.noWorker(handler: handler, queue: queue, since: last))
  }

  /// The host that sent the job back, if it still wants to be left alone or has only just come back.
  private func hostBlocker(_ lane: String?) -> Blocker? {
    guard let lane, lane.utf8.starts(with: Lane.hostPrefix.utf8) else { return nil }
    let origin = String(lane.dropFirst(Lane.hostPrefix.count))
    if let until = hostHolds.until(origin) { return Blocker(.hostHeld(origin: origin), until: until) }
    return hostHolds.isRamping(origin) ? Blocker(.hostReturning(origin: origin)) : nil
  }
}
