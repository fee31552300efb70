// The remote workers that have been heard of: who waits, who was here last and when. In memory, and bounded; the store
// alone knows who has which job.

import Synchronization

/// A remote worker, as far as it has been heard of.
public struct RemoteWorker: Hashable, Sendable {
  /// As it calls itself.
  public var name: String?
  /// As the front end knows it.
  public var identity: String
  /// What it asked for last; empty for all.
  public var handlers: [String]
  public var queues: [String]
  /// Its claims that wait for a job right now.
  public var waitingCount: Int
  /// What it has in hand.
  public var jobs: [JobID]
  public var lastSeenAt: Timestamp
}

/// The memory of remote workers.
final class RemoteWorkers: Sendable {
  private struct Key: Hashable {
    let name: String?
    let identity: String
  }

  private struct State {
    var workers: [Key: RemoteWorker] = [:]
    /// When somebody last asked for a handler by name, and for anything of a queue.
    var handlerAsks: [String: Timestamp] = [:]
    var queueAsks: [String: Timestamp] = [:]
    var lastTicket = 0
  }

  private let state = Mutex(State())

  /// A claim begins: its number.
  func begins(_ request: ClaimRequest, now: Timestamp) -> Int {
    state.withLock { state in
      Self.note(request.handlers, now, in: &state.handlerAsks)
      if request.handlers.isEmpty { Self.note(request.queues, now, in: &state.queueAsks) }
      let key = Key(name: request.worker, identity: request.claimedBy)
      if state.workers[key] == nil { Self.makeRoom(in: &state) }
      var worker =
        state.workers[key]
        ?? RemoteWorker(
          name: key.name, identity: key.identity, handlers: [], queues: [], waitingCount: 0, jobs: [], lastSeenAt: now)
      worker.handlers = request.handlers
      worker.queues = request.queues
      worker.waitingCount += 1
      worker.lastSeenAt = now
      state.workers[key] = worker
      state.lastTicket += 1
      return state.lastTicket
    }
  }

  /// The claim has been answered, or given up.
  func ends(_ request: ClaimRequest, now: Timestamp) {
    state.withLock { state in
      let key = Key(name: request.worker, identity: request.claimedBy)
      guard var worker = state.workers[key] else { return }
      worker.waitingCount = max(0, worker.waitingCount - 1)
      worker.lastSeenAt = now
      state.workers[key] = worker
      Self.note(request.handlers, now, in: &state.handlerAsks)
      if request.handlers.isEmpty { Self.note(request.queues, now, in: &state.queueAsks) }
    }
  }

  /// When somebody last asked for jobs like this; `nil` if nobody has since the start.
  func lastAsk(handler: String, queue: String) -> Timestamp? {
    state.withLock { state in
      [state.handlerAsks[handler], state.queueAsks[queue]].compactMap(\.self).max()
    }
  }

  /// Whether somebody waits for jobs like this.
  func isWaiting(handler: String, queue: String) -> Bool {
    state.withLock { state in
      state.workers.values.contains { worker in
        worker.waitingCount > 0 && (worker.handlers.isEmpty || worker.handlers.contains(handler))
          && (worker.queues.isEmpty || worker.queues.contains(queue))
      }
    }
  }

  /// With the jobs that each has in hand, the latest first.
  func all(_ holders: [LeaseHolder]) -> [RemoteWorker] {
    var workers = state.withLock(\.workers)
    for holder in holders {
      let key = Key(name: holder.worker, identity: holder.identity)
      // Claimed from an earlier boot, and not heard of since.
      let unknown = RemoteWorker(
        name: key.name, identity: key.identity, handlers: [], queues: [], waitingCount: 0, jobs: [],
        lastSeenAt: Timestamp(micros: 0))
      workers[key, default: unknown].jobs.append(holder.job)
    }
    return workers.values.sorted { ($1.lastSeenAt, $0.name ?? "") < ($0.lastSeenAt, $1.name ?? "") }
  }

  private static func note(_ names: [String], _ now: Timestamp, in asks: inout [String: Timestamp]) {
    for name in names where asks[name] != nil || asks.count < Limits.remoteWorkersMax { asks[name] = now }
  }

  /// The one that has not been heard of for longest goes, unless it waits.
  private static func makeRoom(in state: inout State) {
    guard state.workers.count >= Limits.remoteWorkersMax else { return }
    // A tenth at a time, so that a flood of names is not a search for each.
    let idle = state.workers.filter { $0.value.waitingCount == 0 }.sorted { $0.value.lastSeenAt < $1.value.lastSeenAt }
    for (key, _) in idle.prefix(max(1, Limits.remoteWorkersMax / 10)) { state.workers[key] = nil }
  }
}
