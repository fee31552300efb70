// A worker process at work: one thread reads what the queue says, each attempt is a task. The thread never waits for a
// handler, so a cancel, a ping and the end of the queue are heard while handlers use all cores.

import CLinux
import Glibc
import Logging
import Synchronization

/// The attempts of a worker process.
final class WorkerSession: Sendable {
  private let handlers: HandlerRegistry
  private let channel: WorkerChannel
  private let logger: Logger?
  private let running = Mutex<[String: WorkerLink]>([:])

  init(_ handlers: HandlerRegistry, _ channel: WorkerChannel, _ logger: Logger?) {
    self.handlers = handlers
    self.channel = channel
    self.logger = logger
  }

  /// Starts the thread, which lives as long as the process.
  func start() {
    var thread = pthread_t()
    let session = Unmanaged.passRetained(self)
    let code = pthread_create(
      &thread, nil,
      { pointer in
        if let pointer { Unmanaged<WorkerSession>.fromOpaque(pointer).takeRetainedValue().serve() }
        return nil
      }, session.toOpaque())
    if code == 0 {
      pthread_detach(thread)
    } else {
      session.release()
      // Without the hello that the thread would say, the queue ends this process and says that it could not start.
      Self.complain("cannot start a thread: \(String(cString: strerror(code)))")
    }
  }

  private func serve() {
    clinux_name_thread("jobd-orders")
    channel.send(.hello(version: WorkerPool.protocolVersion, handlers: handlers.names))
    do {
      try channel.readOrders { obey($0) }
      endAsOrphan()
    } catch {
      Self.complain("what came from the queue is not its protocol: \(error)")
      // Safe: nothing reaches this worker any more, and the queue sees its end.
      _exit(70)
    }
  }

  private func obey(_ order: WorkerOrder) {
    switch order {
    case .run(let task): begin(task)
    case .cancel(let fence, let cause, _, _): link(fence)?.cancel(CancellationCause(cause))
    case .checkpointed(let fence, let number, let isKept): link(fence)?.checkpointed(number, isKept: isKept)
    case .ping(let number): channel.send(.pong(number))
    // Safe: a worker is a process that the queue ends; it has no attempt now.
    case .stop: exit(0)
    }
  }

  // MARK: Attempts

  private func begin(_ task: WorkerTask) {
    let link = WorkerLink(task.fence, channel)
    guard let handler = handlers.handler(task.handler) else {
      let message = "this worker has no handler \"\(task.handler)\""
      return link.finish(.threw(JobFailure(code: "unknown_handler", message: message)))
    }
    let basket = FollowUpBasket(JobID(task.job), registry: handlers) { followUp throws(SubmitError) in
      try link.followUp(followUp)
    }
    let context = JobContext(
      AttemptFacts(task, startedAt: SystemClock().now()), followUps: basket, link: link.attemptLink(logger))
    running.withLock { $0[task.fence] = link }
    let cancel = Shield.abandonable(on: nil) { [self] in
      let outcome = await JobContext.$current.withValue(context) { await HandlerCall.outcome(of: handler, context) }
      // The next attempt is to find what this one kept last.
      _ = await context.checkpoints.flush()
      running.withLock { $0[task.fence] = nil }
      link.finish(outcome)
    }
    link.onCancel(cancel)
  }

  private func link(_ fence: String) -> WorkerLink? {
    running.withLock { $0[fence] }
  }

  // MARK: The end

  /// The queue is gone: handlers are told so, and have a moment; then this process ends with all it has started.
  private func endAsOrphan() {
    for link in running.withLock({ Array($0.values) }) { link.cancel(.shutdown) }
    let end = LoopClock.now() + Limits.workerOrphanMicros
    while !running.withLock({ $0.isEmpty }) && LoopClock.now() < end { usleep(10_000) }
    if getpgrp() == getpid() { killpg(0, SIGKILL) }
    // Safe: there is nobody left to work for.
    _exit(0)
  }

  private static func complain(_ text: String) {
    let line = Array("jobd worker: \(text)\n".utf8)
    _ = write(2, line, line.count)
  }
}

extension CancellationCause {
  fileprivate init(_ cause: WorkerCancelCause) {
    self =
      switch cause {
      case .user: .user
      case .timeout: .timeout
      case .shutdown: .shutdown
      }
  }
}
