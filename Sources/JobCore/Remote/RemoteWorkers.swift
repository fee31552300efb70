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
  /// The queues it asked for last; empty for all.
  public var queues: [String]
  /// Its claims that wait for a job right now.
  public var waitingCount: Int
  /// What it has in hand, the first `Limits.workerJobsShownMax`.
  public var jobs: [JobID]
  /// How many it has in hand.
  public var jobCount = 0
  /// When it asked for jobs or renewed a lease; `nil` if not since the start.
  public var lastSeenAt: Timestamp?
}

/// Remote workers, the latest first.
public struct RemoteWorkerList: Hashable, Sendable {
  /// At most `Limits.remoteWorkersShownMax`.
  public var workers: [RemoteWorker]
  /// There are more than are shown.
  public var isTruncated: Bool
}

/// The memory of remote workers.
final class RemoteWorkers: Sendable {
  private struct Key: Hashable {
    let name: String?
    let identity: String
  }

  private struct State {
    var workers: [Key: RemoteWorker] = [:]
    var asks = RemoteAsks()
    var lastTicket = 0
  }

  private let state = Mutex(State())

  /// A claim begins: its number.
  func begins(_ request: ClaimRequest, now: Timestamp) -> Int {
    state.withLock { state in
      state.asks.begins(request, now: now)
      let key = Key(name: request.worker, identity: request.claimedBy)
      if state.workers[key] == nil { Self.makeRoom(in: &state) }
      var worker = state.workers[key] ?? RemoteWorker(key.name, key.identity)
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
      state.asks.ends(request, now: now)
      let key = Key(name: request.worker, identity: request.claimedBy)
      guard var worker = state.workers[key] else { return }
      worker.waitingCount = max(0, worker.waitingCount - 1)
      worker.lastSeenAt = now
      state.workers[key] = worker
    }
  }

  /// The holders of these leases have renewed them.
  func renewed(_ holders: [LeaseHolder], now: Timestamp) {
    state.withLock { state in
      for holder in holders {
        let key = Key(name: holder.worker, identity: holder.identity)
        if state.workers[key] == nil {
          Self.makeRoom(in: &state)
          state.workers[key] = RemoteWorker(key.name, key.identity)
        }
        state.workers[key]?.lastSeenAt = now
      }
    }
  }

  /// When somebody last asked for jobs like this; `nil` if nobody has since the start.
  ///
  /// - Parameter now: what was asked for later than that was asked for before the clock was set back.
  func lastAsk(handler: String, queue: String, now: Timestamp) -> Timestamp? {
    state.withLock { $0.asks.last(handler: handler, queue: queue) }.map { min($0, now) }
  }

  /// Whether somebody waits for jobs like this.
  func isWaiting(handler: String, queue: String) -> Bool {
    state.withLock { $0.asks.isWaiting(handler: handler, queue: queue) }
  }

  /// With the jobs that each has in hand, the latest first; those of `identity` alone if that is given.
  ///
  /// - Parameter now: nobody has been heard of later, also if the clock was set back.
  func list(_ holders: [LeaseHolder], of identity: String?, now: Timestamp) -> RemoteWorkerList {
    var workers = state.withLock(\.workers)
    if let identity { workers = workers.filter { $0.key.identity == identity } }
    for holder in holders where identity == nil || holder.identity == identity {
      let key = Key(name: holder.worker, identity: holder.identity)
      // A worker that is not known here has claimed before this start of the daemon, and was not heard of since.
      var worker = workers[key] ?? RemoteWorker(key.name, key.identity)
      worker.jobCount += 1
      if worker.jobs.count < Limits.workerJobsShownMax { worker.jobs.append(holder.job) }
      workers[key] = worker
    }
    let sorted = workers.values.sorted { ($1.lastSeenAt ?? .never, $0.label) < ($0.lastSeenAt ?? .never, $1.label) }
    let shown = sorted.prefix(Limits.remoteWorkersShownMax).map { worker in
      var worker = worker
      worker.lastSeenAt = worker.lastSeenAt.map { min($0, now) }
      return worker
    }
    return RemoteWorkerList(
      workers: shown,
      isTruncated: sorted.count > Limits.remoteWorkersShownMax
        || sorted.contains { $0.jobCount > $0.jobs.count })
  }

  /// The worker that has not been heard of for longest is forgotten, unless it waits.
  private static func makeRoom(in state: inout State) {
    guard state.workers.count >= Limits.remoteWorkersMax else { return }
    // A tenth at a time, so that a flood of names does not cost a search for each.
    let idle = state.workers.filter { $0.value.waitingCount == 0 }
      .sorted { ($0.value.lastSeenAt ?? .never) < ($1.value.lastSeenAt ?? .never) }
    for (key, _) in idle.prefix(max(1, Limits.remoteWorkersMax / 10)) { state.workers[key] = nil }
  }
}

extension RemoteWorker {
  /// Nothing is known of it but who it is.
  fileprivate init(_ name: String?, _ identity: String) {
    self.init(name: name, identity: identity, handlers: [], queues: [], waitingCount: 0, jobs: [])
  }

  /// Tells it from others in a stable order.
  fileprivate var label: String { "\(name ?? "")\0\(identity)" }
}

extension Timestamp {
  /// Before everything.
  fileprivate static let never = Timestamp(micros: .min)
}
