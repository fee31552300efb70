// Workers whose processes do not end after KILL, or whose ends are kept for somebody else: they are waited for with
// patience, and then left behind.

import Logging

extension WorkerPool {
  /// The kernel keeps its end for whoever traces it, as any child of it may, and its descriptor is readable for good. It
  /// is looked at again, slowly, until it can be reaped or is given up.
  func lookAgain(at worker: Worker) {
    loop.forget(&worker.watches.pidfd)
    kill(worker)
    let number = worker.number
    loop.cancel(worker.nextLook)
    worker.nextLook = after(Limits.unwatchedChildMicros) { pool in
      if let worker = pool.workers[number] { pool.exited(worker) }
    }
  }

  /// Its processes do not die: nobody waits for them any more.
  func giveUp(_ worker: Worker) {
    log(.error, "a worker does not end after KILL, and is left behind", worker)
    isGivenUp = true
    guard let process = worker.process else { return }
    // It has ended itself, and others of its group have not. If they have not kept its end for themselves, that counts.
    if worker.groupWait != nil { groupEnded(worker.number) }
    if workers[worker.number] == nil { return }
    let attempts = worker.attempts.values.map(\.attempt)
    let waiting = worker.waiting
    leaveBehind(worker, process)
    tellCapacity()
    let end = AttemptEnding(outcome: .unkillable(pid: process.pid), pid: process.pid)
    for attempt in attempts { _ = attempt.mailbox.put(.ended(end)) }
    for attempt in waiting { refuse(attempt, "the worker of \(handler) does not end") }
    resumeStopWaiters()
    if isWanted && pauseTimer == nil {
      isWanted = false
      signals.lookAgain()
    }
  }

  /// Nobody signals it any more; it is reaped if it ends some day.
  func leaveBehind(_ worker: Worker, _ process: SpawnedWorker) {
    forget(worker, process)
    ChildWatch.shared?.leave(pid: process.pid)
  }
}
