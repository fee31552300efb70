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

  /// Pools for all handlers that are configured with a command, known to the dispatcher.
  static func makeWorkerPools(
    _ config: JobQueueConfig, _ environment: ChildEnvironment, boot: Int64, markPath: String, clock: any WallClock,
    board: PoolBoard, logger: Logger
  ) throws(OpenError) -> WorkerPools {
    for (name, settings) in config.workers {
      if let fault = settings.faults().first {
        throw .failed(path: config.dataDirectory, message: "handler \(name): \(fault.field): \(fault.detail)")
      }
    }
    do throws(Errno) {
      let pools = try WorkerPools(config.workers) { handler in
        PoolSignals(
          setCapacity: { board.setCapacity(workerPool(of: handler), $0) }, lookAgain: { board.lookAgain() })
      } surroundings: { loop in
        WorkerSurroundings(
          loop: loop, environment: environment, boot: boot, defaults: config.childDefaults,
          graceMicros: config.graceMicros, pace: config.workerPace, clock: clock,
          willStart: { () throws(SpawnFault) in try WorkerMarkFile.leave(at: markPath) }, logger: logger)
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

  /// Why workers of the pool `place` do not take more; `nil` if it is no pool of workers.
  func workerBlocker(place: String) async -> Blocker? {
    if !place.hasPrefix(Self.workerPoolPrefix) { return nil }
    return await workerPools.blocker(String(place.dropFirst(Self.workerPoolPrefix.count)))
  }
}
