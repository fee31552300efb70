// Pools of threads: which there are, what waits for them, and which handlers were given up.

extension JobQueue {
  /// Lanes of handlers wait for the pools in which they run.
  static func lanes(_ handlers: HandlerRegistry) -> LaneMap {
    LaneMap { executor, handler in
      switch handlers.place(of: handler, executor: executor) {
      case .async, nil: .open
      case .thread(let pool): .pool(ThreadPools.place(pool))
      case .process: .pool(workerPool(of: handler))
      case .remote: .remote
      }
    }
  }

  /// A host that asked to be left alone has a pool of its own, whose room is what it is to get.
  static func makeHostHolds(_ clock: any WallClock, _ pools: PoolBoard) -> HostHolds {
    HostHolds(clock: clock) { origin, room in
      let pool = Lane.hostPrefix + origin
      if let room { pools.setCapacity(pool, room) } else { pools.remove(pool) }
    }
  }

  /// Throws what is wrong with the configured pools.
  static func checkPools(_ config: JobQueueConfig, _ handlers: HandlerRegistry) throws(OpenError) {
    if let missing = handlers.homePools.subtracting([Lane.threadExecutor]).subtracting(config.pools.keys).min() {
      let message = "a handler is registered on pool \(missing), which is not configured; add it to pools"
      throw .failed(path: config.dataDirectory, message: message)
    }
    if config.pools.count > Limits.poolCountMax {
      throw .failed(path: config.dataDirectory, message: "there are more than \(Limits.poolCountMax) pools of threads")
    }
    for (name, settings) in config.pools.sorted(by: { $0.key < $1.key }) {
      if let fault = settings.faults(name: name).first {
        throw .failed(path: config.dataDirectory, message: "pool \(name): \(fault.field): \(fault.detail)")
      }
    }
  }

  /// What a queued job of this lane waits for, apart from slots.
  func poolBlocker(_ lane: String?) async -> Blocker? {
    guard let lane, case .pool(let place) = lanes.source(lane) else { return nil }
    if let blocker = await workerBlocker(place: place) { return blocker }
    guard let pool = threads.pool(place: place), let use = pools.use(place), use.used >= use.capacity else {
      return nil
    }
    if use.capacity < pool.size { return Blocker(.threadsStuck(pool: pool.name, count: pool.stuckCount)) }
    return Blocker(.threadsBusy(pool: pool.name, count: pool.size))
  }
}
