// When a worker process is started, and what becomes of a start: only for work that is there, never more than are allowed,
// and with pauses between failures.

import Dispatch
import Glibc
import Logging

extension WorkerPool {
  /// There is work, and no room for it.
  func demand() {
    if isStopping || keepOne() || hopeless != nil { return }
    if backoff.isPausing(now: LoopClock.now()) || workers.count >= 2 * settings.processes {
      isWanted = true
      return
    }
    let alive = workers.values.filter { $0.phase != .stopping && !$0.isRetiring }
    let starting = alive.filter { $0.phase == .starting }.count
    // How much work there is, is not known. So as many workers are added as there are, which doubles them; after a
    // failure, one at a time.
    let wave = backoff.failures > 0 ? 1 : max(1, alive.count - starting)
    let starts = min(settings.processes - alive.count, wave - starting)
    for _ in 0..<max(0, starts) { start() }
  }

  private func start() {
    let number = WorkerNumbers.next()
    workers[number] = Worker(number: number, startedAt: surroundings.clock.now())
    startsTotal += 1
    let spawn = WorkerSpawn(
      command: settings.command,
      environment: surroundings.environment.entries(
        forWorkerOf: handler, settings, boot: surroundings.boot, number: number),
      searchPath: surroundings.environment.inheritedPath, defaults: surroundings.defaults)
    Self.queue.async { [self, willStart = surroundings.willStart] in
      let result: Result<SpawnedWorker, SpawnFault>
      do throws(SpawnFault) {
        try willStart()
        result = .success(try spawn.start())
      } catch {
        result = .failure(error)
      }
      post { $0.started(number, result) }
    }
  }

  /// Loading a program may wait for a disk.
  private static let queue = DispatchQueue(label: "jobd.workers.spawn", attributes: .concurrent)

  private func started(_ number: Int, _ result: Result<SpawnedWorker, SpawnFault>) {
    guard let worker = workers[number] else { return drop(result) }
    switch result {
    case .failure(let fault):
      workers[number] = nil
      log(.warning, "a worker could not be started", worker, fault.message)
      noteFailure(WorkerFailure(what: fault.message))
      resumeStopWaiters()
    case .success(let process):
      worker.process = process
      if !watch(worker, process) {
        fault(worker, "cannot be watched for lack of memory or descriptors")
        if worker.watches.pidfd == nil { abandon(worker, process) }
        return
      }
      if isStopping { return endNow(worker) }
      worker.patience = after(settings.startupTimeoutMicros) { pool in
        guard let worker = pool.workers[number], worker.phase == .starting else { return }
        pool.fault(worker, "did not say hello within its startup_timeout")
      }
    }
  }

  /// The pool has stopped meanwhile, and did not wait for a start that took so long.
  private func drop(_ late: Result<SpawnedWorker, SpawnFault>) {
    guard case .success(let process) = late else { return }
    killpg(process.pid, SIGKILL)
    process.closeAll()
    ChildWatch.shared?.leave(pid: process.pid)
  }

  private func watch(_ worker: Worker, _ process: SpawnedWorker) -> Bool {
    let number = worker.number
    func watch(
      _ descriptor: Int32, _ interest: WorkerLoop.Interest,
      _ ready: @escaping @Sendable (isolated WorkerPool, Worker) -> Void
    ) -> UInt64? {
      try? loop.watch(descriptor, interest) { [weak self] _ in
        self?.assumeIsolated { pool in
          if let worker = pool.workers[number] { ready(pool, worker) }
        }
      }
    }
    worker.watches.pidfd = watch(process.pidfd, .read) { $0.exited($1) }
    worker.watches.reports = watch(process.reports, .read) { $0.readReports(of: $1) }
    worker.watches.orders = watch(process.orders, []) { $0.flush($1) }
    worker.watches.stdout = watch(process.stdout, .read) { $0.readOutput(of: $1, .stdout) }
    worker.watches.stderr = watch(process.stderr, .read) { $0.readOutput(of: $1, .stderr) }
    let watches = worker.watches
    return watches.pidfd != nil && watches.reports != nil && watches.stdout != nil && watches.stderr != nil
  }

  /// Nobody will tell when it has ended.
  private func abandon(_ worker: Worker, _ process: SpawnedWorker) {
    forget(worker, process)
    noteFailure(WorkerFailure(what: "a worker \(worker.fault ?? "failed")"))
    resumeStopWaiters()
    if let watch = ChildWatch.shared { return watch.leave(pid: process.pid) }
    Self.queue.async { waitpid(process.pid, nil, 0) }
  }

  // MARK: What becomes of it

  func hello(_ version: Int64, _ handlers: [String], from worker: Worker) {
    loop.cancel(worker.patience)
    if version != WorkerPool.protocolVersion {
      return fault(worker, "speaks version \(version) of the protocol; this jobd speaks \(WorkerPool.protocolVersion)")
    }
    if !handlers.contains(handler) {
      let known = handlers.prefix(20).map { "\"\($0.firstBytes(100))\"" }.joined(separator: ", ")
      return fault(worker, "has no handler \"\(handler)\"; it has \(known.isEmpty ? "none" : known)")
    }
    if let limit = settings.maxRSSBytes, let bytes = worker.residentBytes, bytes > limit {
      // Where workers have done jobs, another one may be smaller again.
      if jobsTotal == 0 {
        hopeless = "max_rss is \(limit) bytes, and a worker that has just been started has \(bytes): raise max_rss"
      }
      return fault(worker, "is larger than max_rss before its first job")
    }
    worker.phase = .idle
    worker.idleSinceMicros = LoopClock.now()
    worker.outputsAtHello = worker.openOutputs
    if let jobs = settings.maxJobsPerProcess { worker.jobsMax = jobs - Int.random(in: 0...jobs / 10) }
    log(.debug, "a worker is ready", worker)
    if isStopping { return retire(worker) }
    tellCapacity()
    armIdleTimer()
  }

  static let protocolVersion: Int64 = 1

  /// A pause before the next start, after which the dispatcher is asked whether there is still work.
  func noteFailure(_ failure: WorkerFailure) {
    lastFailure = failure
    if isStopping || hopeless != nil { return }
    let now = LoopClock.now()
    backoff.note(now: now, surroundings.pace)
    armPauseTimer(now)
  }

  private func armPauseTimer(_ now: Int64) {
    guard pauseTimer == nil, let until = backoff.untilMicros else { return }
    pauseTimer = after(until - now) { pool in
      pool.pauseTimer = nil
      let now = LoopClock.now()
      if pool.backoff.isPausing(now: now) { return pool.armPauseTimer(now) }
      pool.isWanted = false
      pool.signals.lookAgain()
    }
  }

  // MARK: The end of all

  /// No start any more; idle workers end, and busy ones when they are. Or all at once.
  func beginStop(isNow: Bool) {
    isStopping = true
    tellCapacity()
    for worker in workers.values {
      if isNow || worker.phase == .starting { endNow(worker) } else if worker.phase == .idle { end(worker) }
    }
  }

  /// Ends all workers and returns when none is left; false if one cannot be killed, which is left to the next daemon.
  func shutdown() async -> Bool {
    beginStop(isNow: false)
    if workers.isEmpty { return true }
    await withCheckedContinuation { continuation in
      stopWaiters.append(continuation)
      stopPatience =
        stopPatience
        ?? after(stopMicros + 2 * surroundings.pace.killMicros) { pool in
          for worker in pool.workers.values {
            pool.log(.error, "a worker cannot be killed", worker)
            pool.isGivenUp = true
            // Its descriptors would go on to wake the loop.
            if let process = worker.process { pool.leaveBehind(worker, process) }
          }
          pool.workers = [:]
          pool.resumeStopWaiters()
        }
    }
    loop.cancel(stopPatience)
    return !isGivenUp
  }

  private func end(_ worker: Worker) {
    for attempt in worker.waiting { refuse(attempt, "jobd is stopping") }
    worker.waiting = []
    retire(worker)
  }

  private func endNow(_ worker: Worker) {
    worker.isEndingAsked = true
    worker.isRetiring = true
    kill(worker)
  }

  func resumeStopWaiters() {
    if !isStopping || !workers.isEmpty { return }
    for waiter in stopWaiters { waiter.resume() }
    stopWaiters = []
  }
}
