// Ends: of attempts, and of workers, whoever caused them.

import CLinux
import Glibc
import Logging

extension WorkerPool {
  // MARK: Of attempts

  /// The worker has ended the attempt.
  func finish(_ fence: String, of worker: Worker, _ end: WorkerEnd) {
    guard let running = worker.attempts[fence] else { return }
    // What it printed before is in the pipe by now; what comes later is not of this attempt.
    if settings.concurrency == 1 { drainOutput(of: worker) }
    if case .error(_, let traceback?, _) = end {
      _ = running.attempt.mailbox.put(.output(.stderr, Array("\(traceback)\n".utf8)))
    }
    loop.cancel(running.grace)
    worker.attempts[fence] = nil
    worker.noteEnd(fence)
    worker.jobsDone += 1
    jobsTotal += 1
    backoff.reset()
    lastFailure = nil
    settle(worker)
    tellCapacity()
    tell(running, running.failure.map { .threw($0) } ?? end.outcome, worker)
  }

  private func tell(_ running: Worker.Running, _ outcome: Outcome, _ worker: Worker) {
    _ = running.attempt.mailbox.put(.ended(AttemptEnding(outcome: outcome, pid: worker.process?.pid)))
  }

  /// An attempt of the worker has ended: it goes on, or it has served its time.
  private func settle(_ worker: Worker) {
    let isTooLarge = settings.maxRSSBytes.map { worker.residentBytes ?? 0 > $0 } ?? false
    if worker.jobsDone >= worker.jobsMax || isTooLarge || worker.hasClosedOutput { worker.isRetiring = true }
    if !worker.attempts.isEmpty || worker.phase == .stopping { return }
    worker.phase = .idle
    worker.idleSinceMicros = LoopClock.now()
    if worker.isRetiring || isStopping { retire(worker) } else { armIdleTimer() }
  }

  // MARK: Of workers that have served their time

  /// Tells the worker to end; one that does not is made to.
  func retire(_ worker: Worker) {
    if worker.phase == .stopping { return }
    worker.phase = .stopping
    worker.isEndingAsked = true
    log(.debug, "a worker is told to end", worker)
    send(WorkerOrder.stop.line, to: worker)
    if worker.escalation == nil { escalate(worker, after: stopMicros) }
  }

  /// From `stop` to TERM: a worker without a job has little to do, and whoever stops jobd waits for it.
  var stopMicros: Int64 {
    min(surroundings.graceMicros, surroundings.pace.stopMicros)
  }

  /// TERM to the group in `micros`, and KILL five seconds later.
  func escalate(_ worker: Worker, after micros: Int64) {
    let number = worker.number
    if worker.lastSignal == .kill { return }
    loop.cancel(worker.escalation)
    worker.escalation = after(micros) { pool in
      guard let worker = pool.workers[number] else { return }
      worker.isEndingAsked = true
      worker.isRetiring = true
      worker.signal(SIGTERM)
      // A stopped process handles TERM only once it goes on.
      worker.signal(SIGCONT)
      pool.tellCapacity()
      worker.escalation = pool.after(pool.surroundings.pace.killMicros) { pool in
        if let worker = pool.workers[number] { pool.kill(worker) }
      }
    }
  }

  /// KILL to the group. Should even that not end it, it is given up, however often it is killed until then.
  func kill(_ worker: Worker) {
    let isFirst = worker.lastSignal != .kill
    worker.signal(SIGKILL)
    if !isFirst { return }
    let number = worker.number
    loop.cancel(worker.escalation)
    worker.escalation = after(surroundings.pace.killPatienceMicros) { pool in
      if let worker = pool.workers[number] { pool.giveUp(worker) }
    }
  }

  /// One timer for all that are idle, set when the first of them is.
  func armIdleTimer() {
    if idleTimer != nil { return }
    guard let since = workers.values.filter(\.isUnused).map(\.unusedSinceMicros).min() else { return }
    idleTimer = after(since + settings.idleTimeoutMicros - LoopClock.now()) { pool in
      pool.idleTimer = nil
      let now = LoopClock.now()
      for worker in pool.workers.values where worker.isUnused {
        if now - worker.unusedSinceMicros >= pool.settings.idleTimeoutMicros { pool.leave(worker) }
      }
      pool.tellCapacity()
      pool.armIdleTimer()
    }
  }

  /// Takes the room of an idle worker away first, and ends it when no job can be on its way to it any more: one that
  /// was would find no worker.
  private func leave(_ worker: Worker) {
    let number = worker.number
    worker.isLeaving = true
    _ = after(surroundings.pace.leaveMicros) { pool in
      if let worker = pool.workers[number], worker.isLeaving, worker.phase == .idle { pool.retire(worker) }
    }
  }

  /// Counts on a worker again that was about to leave; false if there is none.
  func keepOne() -> Bool {
    guard let worker = workers.values.first(where: { $0.isLeaving && $0.phase == .idle }) else { return false }
    worker.isLeaving = false
    worker.keptAtMicros = LoopClock.now()
    tellCapacity()
    armIdleTimer()
    return true
  }

  // MARK: Of workers that may not live

  /// The worker has done what it may not: it is killed, and its attempts end when it is gone.
  func fault(_ worker: Worker, _ what: String) {
    if worker.fault != nil { return }
    worker.fault = what
    worker.phase = .stopping
    loop.cancel(worker.patience)
    // What else it says is of no interest.
    loop.forget(&worker.watches.reports)
    kill(worker)
    tellCapacity()
  }

  /// Nothing more will come. If the process does not end soon, too, it is killed.
  func endReports(of worker: Worker) {
    loop.forget(&worker.watches.reports)
    closed(worker)
  }

  func closed(_ worker: Worker) {
    let number = worker.number
    _ = after(surroundings.pace.closedMicros) { pool in
      if let worker = pool.workers[number] { pool.judge(worker, .closed) }
    }
  }

  // MARK: Of processes

  /// The worker has ended because of TERM: what it has started gets the time until KILL, too. True if that is to be
  /// waited for.
  private func waitForGroup(of worker: Worker, _ process: SpawnedWorker) -> Bool {
    if worker.groupWait != nil { return !worker.isGroupGone }
    if worker.lastSignal != .terminate || worker.phase == .starting { return false }
    let wait = GroupWatch.Wait()
    worker.groupWait = wait
    worker.isRetiring = true
    // Readable for good.
    loop.forget(&worker.watches.pidfd)
    let number = worker.number
    GroupWatch.shared.begin(wait, process.pid) { [weak self] in self?.post { $0.groupEnded(number) } }
    return true
  }

  func groupEnded(_ number: Int) {
    guard let worker = workers[number], let wait = worker.groupWait else { return }
    GroupWatch.shared.end(wait)
    worker.isGroupGone = true
    exited(worker)
  }

  /// The process has ended, and has not been reaped yet.
  func exited(_ worker: Worker) {
    guard let process = worker.process, !waitForGroup(of: worker, process) else { return }
    // What is left of its group; as long as its leader is a zombie nobody else has the number.
    killpg(process.pid, SIGKILL)
    let phase = worker.phase
    // Whatever it said at last, it gets nothing more.
    if phase != .starting { worker.phase = .stopping }
    readLastReports(of: worker)
    drainOutput(of: worker)
    var code: Int32 = 0
    var signal: Int32 = 0
    if clinux_pidfd_reap(process.pidfd, &code, &signal) == 0 { return lookAgain(at: worker) }
    let end = signal == 0 ? "exited with code \(code)" : "was ended by signal \(signal)"
    if worker.fault == nil && worker.lines.isInsideLine && !worker.isEndingAsked {
      worker.fault = "left half a line, and \(end)"
    }
    // An attempt of which the worker has not read a byte has not begun, so it is not what ended the worker.
    let readBytes = worker.outgoing.readBytes(process.orders)
    let begun = worker.attempts.values.filter { $0.toldBytes < readBytes }
    forget(worker, process)
    tellCapacity()
    let isOurs = signal == 0 ? StopDeath.isOurs(exitCode: code) : StopDeath.isOurs(signal: signal)
    for running in begun { tell(running, outcome(of: running, worker, end, isOurs: isOurs), worker) }
    let others = worker.attempts.values.filter { $0.toldBytes >= readBytes }.map(\.attempt) + worker.waiting
    for attempt in others { refuse(attempt, "the worker of \(handler) \(worker.fault ?? end)") }
    let isExpected =
      worker.fault == nil && (worker.isEndingAsked || begun.isEmpty && worker.jobsDone > 0 && code == 0 && signal == 0)
    if !isExpected {
      let what = worker.fault ?? (phase == .starting ? "\(end) before its hello" : end)
      log(.warning, "a worker failed", worker, what)
      noteFailure(WorkerFailure(what: "a worker \(what)", words: worker.lastWords))
    }
    resumeStopWaiters()
    if isWanted && pauseTimer == nil {
      isWanted = false
      signals.lookAgain()
    }
  }

  func forget(_ worker: Worker, _ process: SpawnedWorker) {
    workers[worker.number] = nil
    loop.cancel(worker.patience)
    loop.cancel(worker.escalation)
    loop.cancel(worker.nextLook)
    for running in worker.attempts.values { loop.cancel(running.grace) }
    loop.forget(&worker.watches.pidfd)
    loop.forget(&worker.watches.orders)
    loop.forget(&worker.watches.reports)
    loop.forget(&worker.watches.stdout)
    loop.forget(&worker.watches.stderr)
    process.closeAll()
  }

  /// How an attempt ended whose worker is gone.
  private func outcome(of running: Worker.Running, _ worker: Worker, _ end: String, isOurs: Bool) -> Outcome {
    if let failure = running.failure { return .threw(failure) }
    if let fault = worker.fault {
      let message = "the worker \(fault)\(worker.lastWords)"
      return .threw(JobFailure(code: "worker_protocol", message: message).bounded)
    }
    // As with a command: a death by our signal is the stop that was asked for, anything else is an error of its own.
    if running.isStopped && isOurs { return .stopped }
    if let other = worker.killedFor, other != running.attempt.job {
      let message = "the worker was killed because job \(other), which ran in it too, did not end when it was told to"
      return .threw(JobFailure(code: "worker_died", message: message))
    }
    return .threw(JobFailure(code: "worker_died", message: "the worker \(end)\(worker.lastWords)").bounded)
  }
}

extension WorkerEnd {
  fileprivate var outcome: Outcome {
    switch self {
    case .result(let value):
      if let value, value.count > Limits.resultBytesMax {
        return .threw(JobFailure(code: "result_too_large", message: "the result has \(value.count) bytes"))
      }
      return .returned(result: value)
    case .error(let failure, _, let mayRetry): return mayRetry ? .threw(failure) : .discarded(failure)
    case .cancelled: return .stopped
    case .snooze(let micros): return .snoozed(micros: micros)
    }
  }
}
