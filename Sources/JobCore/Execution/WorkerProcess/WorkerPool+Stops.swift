// Attempts that are told to stop: a message, a grace, TERM to the worker's group, KILL.

import Glibc

extension WorkerPool {
  /// Somebody wants the attempt to end.
  func stop(_ attempt: WorkerAttempt, _ order: StopOrder) {
    guard let worker = workers[attempt.worker] else { return }
    if let index = worker.waiting.firstIndex(where: { $0 === attempt }) {
      worker.waiting.remove(at: index)
      return stopBeforeItBegan(attempt)
    }
    guard let running = worker.attempts[attempt.fence] else { return }
    worker.attempts[attempt.fence]?.isStopped = true
    if order.graceMicros <= 0 { return killWorker(worker, for: attempt) }
    if running.isStopped { return hasten(attempt, worker, order) }
    tellToEnd(attempt, worker, order)
  }

  /// It has been told; what is new is when TERM comes.
  private func hasten(_ attempt: WorkerAttempt, _ worker: Worker, _ order: StopOrder) {
    let now = LoopClock.now()
    guard let running = worker.attempts[attempt.fence], now + order.graceMicros < running.graceAtMicros ?? .max else {
      return
    }
    loop.cancel(running.grace)
    armGrace(attempt, worker, order)
  }

  /// The attempt failed in jobd's hands, whatever its worker makes of it from now on.
  func fail(_ attempt: WorkerAttempt, _ failure: JobFailure, graceMicros: Int64) {
    guard let worker = workers[attempt.worker],
      let running = worker.attempts[attempt.fence]
    else { return }
    worker.attempts[attempt.fence]?.failure = failure
    if !running.isStopped { tellToEnd(attempt, worker, StopOrder(graceMicros: max(1, graceMicros)), failure.message) }
  }

  /// True if what arrives is to be dropped, because the attempt has failed already. An attempt that goes on and on does
  /// not listen, and gets no grace.
  func drop(_ count: Int, of attempt: WorkerAttempt, _ worker: Worker) -> Bool {
    guard let running = worker.attempts[attempt.fence], running.failure != nil else { return false }
    let dropped = running.droppedBytes + count
    worker.attempts[attempt.fence]?.droppedBytes = dropped
    let isOver = running.droppedBytes <= Limits.workerDroppedBytesMax && dropped > Limits.workerDroppedBytesMax
    if isOver && worker.phase != .stopping { end(worker, for: attempt) }
    return true
  }

  /// TERM for the attempt's sake, to the others in the same worker too.
  private func end(_ worker: Worker, for attempt: WorkerAttempt) {
    worker.killedFor = worker.killedFor ?? attempt.job
    escalate(worker, after: 0)
  }

  private func tellToEnd(_ attempt: WorkerAttempt, _ worker: Worker, _ order: StopOrder, _ why: String? = nil) {
    let stopped = attempt.control.stopped
    let cause: WorkerCancelCause =
      switch stopped?.cause {
      case .shutdown: .shutdown
      case .timeout, .deadline: .timeout
      case .cancel, nil: .user
      }
    let cancel = WorkerOrder.cancel(
      fence: attempt.fence, cause: cause, reason: why ?? stopped?.reason, graceMillis: order.graceMicros / 1_000)
    send(cancel.line, to: worker)
    armGrace(attempt, worker, order)
  }

  private func armGrace(_ attempt: WorkerAttempt, _ worker: Worker, _ order: StopOrder) {
    worker.attempts[attempt.fence]?.graceAtMicros = LoopClock.now() + order.graceMicros
    let number = worker.number
    worker.attempts[attempt.fence]?.grace = after(order.graceMicros) { pool in
      guard let worker = pool.workers[number], worker.attempts[attempt.fence] != nil else { return }
      pool.end(worker, for: attempt)
    }
  }

  private func killWorker(_ worker: Worker, for attempt: WorkerAttempt) {
    worker.killedFor = worker.killedFor ?? attempt.job
    worker.isEndingAsked = true
    worker.isRetiring = true
    kill(worker)
    tellCapacity()
  }

  /// The attempt waits for a worker to answer a ping, which does not count as its own time: only a cancel, a stop of
  /// the daemon or a deadline ends it; its timeout gives it back.
  private func stopBeforeItBegan(_ attempt: WorkerAttempt) {
    if attempt.control.stopped?.cause == .timeout {
      return refuse(attempt, "the worker of \(handler) does not answer")
    }
    _ = attempt.mailbox.put(.ended(AttemptEnding(outcome: .stopped)))
  }
}
