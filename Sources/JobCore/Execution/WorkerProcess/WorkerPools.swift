// The worker processes of a daemon: a pool for each handler that is configured with a command, on one event loop.

import SystemPackage

/// All pools.
final class WorkerPools: Sendable {
  private let loop: WorkerLoop?
  private let pools: [String: WorkerPool]

  /// No thread and no descriptor without a handler.
  ///
  /// - Parameter signals: how the pool of a handler reaches the dispatcher.
  init(
    _ handlers: [String: WorkerSettings], signals: (String) -> PoolSignals,
    surroundings: (WorkerLoop) -> WorkerSurroundings
  ) throws(Errno) {
    if handlers.isEmpty {
      loop = nil
      pools = [:]
      return
    }
    let loop = try WorkerLoop()
    self.loop = loop
    let surroundings = surroundings(loop)
    pools = Dictionary(
      uniqueKeysWithValues: handlers.map { name, settings in
        (name, WorkerPool(name, settings, surroundings, signals(name)))
      })
  }

  deinit {
    loop?.end()
  }

  func pool(of handler: String) -> WorkerPool? {
    pools[handler]
  }

  /// There are jobs for the handler that find no room.
  func demand(_ handler: String) {
    pools[handler]?.post { $0.demand() }
  }

  /// Idle workers end, and busy ones when they are; or all at once.
  func beginStop(isNow: Bool) {
    for pool in pools.values { pool.post { $0.beginStop(isNow: isNow) } }
  }

  /// Ends all workers; returns when they and their groups are gone, or false if some do not die.
  func shutdown() async -> Bool {
    await withTaskGroup(of: Bool.self) { group in
      for pool in pools.values {
        group.addTask { await pool.shutdown() }
      }
      return await group.allSatisfy { $0 }
    }
  }

  // MARK: What is said about them

  func overview() async -> WorkerOverview {
    var overview = WorkerOverview(workers: [], handlers: [])
    for (_, pool) in pools.sorted(by: { $0.key < $1.key }) {
      overview.handlers.append(await pool.handlerStatus)
      overview.workers += await pool.workerStatuses
    }
    overview.workers.sort { $0.startedAt < $1.startedAt }
    return overview
  }

  func blocker(_ handler: String) async -> Blocker? {
    await pools[handler]?.blocker
  }
}
