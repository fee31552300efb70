// What a wait answers: how its jobs stand when it is over, as many of them as one answer holds.

/// How the jobs of a wait stand when it is answered.
struct WaitStanding: Sendable {
  let done: [Job]
  let pending: [JobID]
  /// Ended as well, behind those in `done`, with their states.
  let omitted: [(id: JobID, state: JobState)]
  /// Of the pending, those whose end was heard.
  let revived: Set<JobID>
  let isExpired: Bool

  func isMet(_ until: WaitUntil) -> Bool {
    WaitCondition.isMet(until, terminal: done.map(\.state) + omitted.map(\.state), pendingCount: pending.count)
  }

  func answer() -> WaitResult {
    WaitResult(done: done, pending: pending, omitted: omitted.map(\.id), isExpired: isExpired)
  }
}

/// How much of the jobs of a wait is read for its answer; what is beyond is named there.
package struct AnswerRoom: Sendable {
  let bytesMax: Int
  /// Jobs that are read at a time, until it is full.
  let together: Int

  package init(bytesMax: Int, together: Int) {
    self.bytesMax = bytesMax
    self.together = together
  }

  static let whole = AnswerRoom(bytesMax: Limits.waitBytesMax, together: Limits.waitReadTogether)
}

extension JobQueue {
  /// Of jobs that an answer to a wait has named because they had ended: those that have ended still, in the order given,
  /// and those that run again. What has been removed is in neither.
  package func ended(_ ids: [JobID]) async throws(JobError) -> (done: [Job], again: [JobID]) {
    let jobs = try await read { store throws(StoreError) in try await store.jobs(ids) }
    let done = jobs.filter(\.state.isTerminal)
    noteSeen(done)
    return (done, jobs.filter { !$0.state.isTerminal }.map(\.id))
  }

  /// Jobs that ended in the same commit as the one that decided, or later, count as done, too; jobs that were retried
  /// since do not. First only the ends are read, which may be many, and then as many whole jobs as one answer holds.
  func standing(
    _ ids: [JobID], heard: Set<JobID>, isExpired: Bool, room: AnswerRoom = .whole
  ) async throws(JobError) -> WaitStanding {
    let ends = try await read { store throws(StoreError) in try await store.ends(ids) }
    var isPending = Set(ids.filter { ends[$0].map { !$0.state.isTerminal } ?? false })
    let order = ids.filter { ends[$0]?.state.isTerminal ?? false }
      .map { (at: ends[$0]?.finishedAt?.micros ?? 0, id: $0) }
      .sorted { ($0.at, $0.id.value) < ($1.at, $1.id.value) }.map(\.id)
    var (done, bytes, read): ([Job], Int, Int) = ([], 0, 0)
    for part in order.parts(of: room.together) {
      if bytes > room.bytesMax { break }
      let jobs = try await self.read { store throws(StoreError) in try await store.jobs(Array(part)) }
      read += part.count
      for job in jobs {
        if !job.state.isTerminal { isPending.insert(job.id) } else { done.append(job) }
        bytes += job.shownBytes
      }
    }
    let omitted = cut(&done, order[read...], bytesMax: room.bytesMax)
    noteSeen(done)
    return WaitStanding(
      done: done, pending: ids.filter { isPending.contains($0) },
      omitted: omitted.compactMap { id in ends[id].map { (id, $0.state) } },
      revived: isPending.intersection(heard), isExpired: isExpired)
  }

  /// Drops the jobs that do not fit into one answer; returns their ids and those of the jobs that were not read.
  private func cut(_ done: inout [Job], _ unread: ArraySlice<JobID>, bytesMax: Int) -> [JobID] {
    // A job that was read may have been retried and ended again since.
    done.sort { $0.placeOfFinishing < $1.placeOfFinishing }
    var (kept, bytes) = (0, 0)
    while kept < done.count && bytes <= bytesMax {
      bytes += done[kept].shownBytes
      kept += 1
    }
    let left = done[kept...].map(\.id)
    done.removeLast(done.count - kept)
    return left + unread
  }
}

extension Job {
  /// The one that ended first comes first; of those that ended at the same moment the one with the lower id.
  fileprivate var placeOfFinishing: (Int64, Int64) { (finishedAt?.micros ?? 0, id.value) }
}
