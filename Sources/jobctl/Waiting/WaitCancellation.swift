// What --cancel does when the time is up: it cancels the jobs that have not ended, waits until they are really gone, and
// counts one that has succeeded all the same as a success.

import JobClient
import JobWire

/// The end of a wait that takes its jobs with it.
struct WaitCancellation: Sendable {
  /// Cancellations under way at a time.
  private static let requestsMax = 8

  let client: JobClient
  let subject: WaitedJobs
  let reason: String

  /// Cancels the pending jobs of a wait and answers what became of all of them.
  ///
  /// The answer is expired unless every late job has succeeded: a value counts although there was a cancel. That is not
  /// so for a batch: like a gather, it has been cancelled, whatever its members returned. Shielded jobs go on, and are
  /// still pending.
  func run(_ outcome: WaitReply) async throws -> CancellingWait.Outcome {
    let reached = try await cancel(outcome.pending)
    let gone = reached.isEmpty ? [] : try await client.wait(WaitRequest(ids: reached, until: .all)).done
    let known = Set(gone.map(\.id))
    let left = outcome.pending.filter { !known.contains($0) }
    let isSuccess = !isBatch && left.isEmpty && gone.allSatisfy { $0.state == .succeeded }
    let reply = WaitReply(done: outcome.done + gone, pending: left, expired: !isSuccess)
    return CancellingWait.Outcome(reply: reply, late: gone)
  }

  private var isBatch: Bool { if case .batch = subject { true } else { false } }

  /// Asks for all of these jobs to be cancelled; answers those that end now or have ended.
  private func cancel(_ ids: [Int64]) async throws -> [Int64] {
    if case .batch(let batch) = subject {
      let shielded = Set(
        try await client.members(ofBatch: batch).filter { $0.shielded && $0.state == .running }.map(\.id))
      try await cancel(batch: batch)
      return ids.filter { !shielded.contains($0) }
    }
    return try await withThrowingTaskGroup(of: Int64?.self) { group in
      var rest = ids[...]
      for id in rest.prefix(Self.requestsMax) { group.addTask { try await cancel(id) } }
      rest = rest.dropFirst(Self.requestsMax)
      var reached: Set<Int64> = []
      while let answer = try await group.next() {
        if let id = answer { reached.insert(id) }
        if let next = rest.popFirst() { group.addTask { try await cancel(next) } }
      }
      return ids.filter(reached.contains)
    }
  }

  private func cancel(batch: Int64) async throws(ClientError) {
    do throws(ClientError) {
      _ = try await client.cancelBatch(batch, reason: reason)
    } catch {
      // The batch is done already.
      if error.problem?.wireCode != .invalidState { throw error }
    }
  }

  private func cancel(_ id: Int64) async throws(ClientError) -> Int64? {
    do throws(ClientError) {
      return try await client.cancel(id, CancelRequest(reason: reason)).absorbed ? nil : id
    } catch {
      if error.problem?.wireCode == .invalidState { return id }
      throw error
    }
  }
}
