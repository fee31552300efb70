// Worker processes: how they are wired to the store's claims, and what is said about them.

import Logging
import SystemPackage

extension JobQueue {
  /// Every worker process, and every handler that may have some.
  public func workers() async -> WorkerOverview {
    await workerPools.overview()
  }

  /// The pool of worker processes in which the jobs of `handler` run.
  static func workerPool(of handler: String) -> String {
    workerPoolPrefix + handler
  }

  private static let workerPoolPrefix = "worker:"

  /// Handlers with worker processes have lanes of their own, which wait for their pools.
  static func lanes(_ config: JobQueueConfig) -> LaneMap {
    let handlers = Set(config.workers.keys)
    return LaneMap { executor, handler in
      guard executor == nil || executor == Lane.processExecutor, handlers.contains(handler) else { return .open }
      return .pool(workerPool(of: handler))
    }
  }

  /// Pools for all handlers that are configured with a command, known to the dispatcher.
  static func makeWorkerPools(
    _ config: JobQueueConfig, _ environment: ChildEnvironment, boot: Int64, markPath: String, clock: any WallClock,
    board: PoolBoard, logger: Logger
  ) throws(OpenError) -> WorkerPools {
    for (name, settings) in config.workers {
      if let fault = settings.faults().first {
        throw .failed(path: config.dataDirectory, message: "handler \(name): \(fault.field) \(fault.detail)")
      }
    }
    do throws(Errno) {
      let pools = try WorkerPools(config.workers) { handler in
        PoolSignals(
          setCapacity: { board.setCapacity(workerPool(of: handler), $0) }, lookAgain: { board.lookAgain() })
      } surroundings: { loop in
        WorkerSurroundings(
          loop: loop, environment: environment, boot: boot, openFilesLimit: config.childOpenFilesLimit,
          graceMicros: config.graceMicros, pace: config.workerPace, clock: clock,
          willStart: { WorkerMarkFile.leave(at: markPath) }, logger: logger)
      }
      for handler in config.workers.keys {
        board.register(workerPool(of: handler), capacity: 0) { [weak pools] in pools?.demand(handler) }
      }
      return pools
    } catch {
      throw .failed(path: config.dataDirectory, message: "cannot prepare for worker processes: \(error)")
    }
  }

  static func makeProcessExecutor(
    _ config: JobQueueConfig, _ pools: WorkerPools, _ files: LogFiles, _ watch: LogWatch, _ handlers: HandlerRegistry,
    _ clock: any WallClock
  ) -> ProcessExecutor {
    ProcessExecutor(
      pools: pools, files: files, watch: watch, logLimitBytes: config.logLimitBytes, graceMicros: config.graceMicros,
      registry: handlers, parser: config.submissionParser, clock: clock)
  }

  /// What a queued job of this lane waits for, apart from slots.
  func poolBlocker(_ lane: String?) async -> Blocker? {
    guard let lane, case .pool(let pool) = lanes.source(lane), pool.hasPrefix(Self.workerPoolPrefix) else { return nil }
    return await workerPools.blocker(String(pool.dropFirst(Self.workerPoolPrefix.count)))
  }
}
