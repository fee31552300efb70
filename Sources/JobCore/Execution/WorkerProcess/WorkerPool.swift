// The worker processes of one handler: which there are, who gets the next attempt, and how many could take one now. An
// actor on the event loop of the workers: whatever happens to them happens here, one thing after the other.

import Logging

/// What a pool tells the dispatcher.
struct PoolSignals: Sendable {
  /// So many attempts may be in flight.
  let setCapacity: @Sendable (Int) -> Void
  /// A start is possible again: if there is work for it, `demand` is to be called.
  let lookAgain: @Sendable () -> Void
}

/// What all pools of a daemon share.
struct WorkerSurroundings: Sendable {
  let loop: WorkerLoop
  let environment: ChildEnvironment
  let boot: Int64
  let defaults: ChildDefaults
  /// From `stop` to TERM.
  let graceMicros: Int64
  let pace: WorkerPace
  let clock: any WallClock
  /// Called before each start, off the loop; without it there is none.
  let willStart: @Sendable () throws(SpawnFault) -> Void
  let logger: Logger
}

/// The workers of one handler.
actor WorkerPool {
  let handler: String
  let settings: WorkerSettings
  let surroundings: WorkerSurroundings
  let signals: PoolSignals
  private let executor: WorkerLoop

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  var workers: [Int: Worker] = [:]
  var backoff = WorkerBackoff()
  /// What became of the last worker that failed, until a job has been finished.
  var lastFailure: WorkerFailure?
  /// Why no worker is started any more: a configuration that cannot work.
  var hopeless: String?
  var startsTotal = 0
  var jobsTotal = 0
  /// Counts what workers are given, to know who was used last.
  private var uses = 0
  private var pings: Int64 = 0
  private var capacity = 0
  /// Somebody wanted a start that was not possible at the time.
  var isWanted = false
  var idleTimer: LoopTimers.ID?
  var pauseTimer: LoopTimers.ID?
  var isStopping = false
  var stopWaiters: [CheckedContinuation<Void, Never>] = []
  var stopPatience: LoopTimers.ID?
  /// Some worker could not be killed.
  var isGivenUp = false
  var scratch = [UInt8](repeating: 0, count: 65_536)

  init(_ handler: String, _ settings: WorkerSettings, _ surroundings: WorkerSurroundings, _ signals: PoolSignals) {
    self.handler = handler
    self.settings = settings
    self.surroundings = surroundings
    self.signals = signals
    executor = surroundings.loop
  }

  nonisolated var loop: WorkerLoop {
    executor
  }

  /// Runs `body` in the pool, soon; in the order of the calls.
  nonisolated func post(_ body: @escaping @Sendable (isolated WorkerPool) -> Void) {
    executor.post { self.assumeIsolated { body($0) } }
  }

  /// A timer whose ring runs in the pool.
  func after(_ micros: Int64, _ ring: @escaping @Sendable (isolated WorkerPool) -> Void) -> LoopTimers.ID {
    executor.after(micros) { [weak self] in self?.assumeIsolated { ring($0) } }
  }

  func log(_ level: Logger.Level, _ message: Logger.Message, _ worker: Worker, _ reason: String? = nil) {
    var metadata: Logger.Metadata = [LogKeys.handler: "\(handler)"]
    if let pid = worker.process?.pid { metadata[LogKeys.pid] = "\(pid)" }
    if let reason { metadata[LogKeys.error] = "\(reason)" }
    surroundings.logger.log(level: level, message, metadata: metadata)
  }

  // MARK: Attempts

  /// Gives the attempt to the worker that was used last, of those that can take one; the others may reach their idle
  /// timeout. Without a worker the attempt ends at once, as one that never began.
  func begin(_ attempt: WorkerAttempt) {
    let able = workers.values.filter { room(of: $0) > 0 }
    let worker = able.max { left, right in
      (left.preference, left.lastUse) < (right.preference, right.lastUse)
    }
    guard let worker else { return refuse(attempt, "no worker of \(handler) is ready") }
    uses += 1
    worker.lastUse = uses
    if worker.isLeaving {
      worker.isLeaving = false
      tellCapacity()
    }
    attempt.assign(to: worker.number)
    let isStale = worker.phase == .idle && LoopClock.now() - worker.idleSinceMicros > surroundings.pace.pingMicros
    if isStale || worker.isPinged {
      worker.waiting.append(attempt)
      if !worker.isPinged { ping(worker) }
    } else {
      give(attempt, to: worker)
    }
  }

  func give(_ attempt: WorkerAttempt, to worker: Worker) {
    if worker.attempts.isEmpty && settings.concurrency == 1 {
      // What was printed since the last attempt belongs to no log, and its end explains nothing about this one.
      drainOutput(of: worker)
      worker.stdoutTail.clear()
      worker.stderrTail.clear()
    }
    worker.attempts[attempt.fence] = Worker.Running(attempt: attempt, toldBytes: worker.outgoing.appendedBytes)
    worker.phase = .busy
    send(attempt.line, to: worker)
  }

  /// The attempt never began, and costs nothing.
  func refuse(_ attempt: WorkerAttempt, _ reason: String) {
    let outcome = Outcome.unavailable(JobFailure(code: "no_worker", message: reason))
    _ = attempt.mailbox.put(.ended(AttemptEnding(outcome: outcome)))
  }

  /// Asks a worker that has long been idle whether it is there: nothing asks while there is no work.
  private func ping(_ worker: Worker) {
    pings += 1
    let ping = pings
    let number = worker.number
    worker.pingNumber = ping
    worker.patience = after(surroundings.pace.pingMicros) { pool in
      if let worker = pool.workers[number], worker.pingNumber == ping { pool.judge(worker, .silence) }
    }
    send(WorkerOrder.ping(ping).line, to: worker)
  }

  func pong(_ number: Int64, from worker: Worker) {
    if number != worker.pingNumber { return }
    worker.pingNumber = nil
    loop.cancel(worker.patience)
    worker.idleSinceMicros = LoopClock.now()
    let waiting = worker.waiting
    worker.waiting = []
    for attempt in waiting { give(attempt, to: worker) }
    if waiting.isEmpty { armIdleTimer() }
  }

  // MARK: Capacity

  /// How many attempts more the worker can take.
  private func room(of worker: Worker) -> Int {
    if worker.isRetiring || worker.phase == .stopping || worker.phase == .starting { return 0 }
    return max(0, settings.concurrency - worker.attempts.count - worker.waiting.count)
  }

  func isReady(_ worker: Worker) -> Bool {
    !worker.isRetiring && (worker.phase == .idle || worker.phase == .busy)
  }

  /// Tells the dispatcher how many attempts may be in flight; called whenever that may have changed, and before an
  /// attempt's end is told.
  func tellCapacity() {
    let now = workers.values.reduce(0) { sum, worker in
      sum + (isReady(worker) && !worker.isLeaving && !isStopping ? settings.concurrency : worker.attempts.count)
    }
    if now == capacity { return }
    capacity = now
    signals.setCapacity(now)
  }
}
