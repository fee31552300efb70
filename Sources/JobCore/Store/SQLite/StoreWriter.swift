// The one writer: drains its mailbox, runs everything in one transaction, commits, then tells and answers. No
// artificial delay: a group is what has gathered while the one before it was on its way to the disk.

import Dispatch
import Logging
import Synchronization

/// Group commit over one connection.
final class StoreWriter: Sendable {
  /// Safe: `context` is created before the writer is shared, and is touched by blocks on `queue` only, one at a time.
  private nonisolated(unsafe) let context: WriterContext
  private let queue = DispatchQueue(label: "jobd.store.writer", qos: .userInitiated)
  private let mailbox = StoreMailbox()
  private let onCommit: @Sendable (Commit) -> Void
  private let slowMicros: Int64?
  private let logger: Logger
  private let stalled = Mutex(Stalled())

  /// Operations that must be written and could not be.
  private struct Stalled {
    var operations: [StoreOperation] = []
    var isFull = false
    var isRetryPlanned = false
    var isAbandoned = false
    var pauseMillis = 100
  }

  init(
    context: WriterContext, slowMicros: Int64? = nil, logger: Logger, onCommit: @escaping @Sendable (Commit) -> Void
  ) {
    self.context = context
    self.slowMicros = slowMicros
    self.logger = logger
    self.onCommit = onCommit
  }

  /// Whether the last transaction failed for lack of space.
  var isFull: Bool {
    stalled.withLock(\.isFull)
  }

  /// Runs `body` in a transaction, together with whatever else waits; returns when it is committed.
  func perform<Value: Sendable>(
    _ patience: StoreOperation.Patience = .none,
    _ body: @escaping @Sendable (WriterContext) throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
      post(
        StoreOperation(
          patience: patience,
          execute: { context throws(StoreError) in
            let value = try body(context)
            return { continuation.resume(returning: .success(value)) }
          },
          fail: { continuation.resume(returning: .failure($0)) }))
    }
    return try result.get()
  }

  /// As `perform`, without waiting and without an answer.
  func post(
    _ patience: StoreOperation.Patience, _ body: @escaping @Sendable (WriterContext) throws(StoreError) -> Void
  ) {
    post(
      StoreOperation(
        patience: patience,
        execute: { context throws(StoreError) in
          try body(context)
          return {}
        }, fail: { _ in }))
  }

  func post(_ operation: StoreOperation) {
    switch mailbox.post(operation) {
    case .wakeWriter: queue.async { self.drain() }
    case .queued: break
    case .refused(let error): operation.fail(error)
    }
  }

  /// As `post`, but rides in somebody else's transaction if one comes by within `millis`.
  func postLazily(millis: Int, _ body: @escaping @Sendable (WriterContext) throws(StoreError) -> Void) {
    let operation = StoreOperation(
      patience: .none,
      execute: { context throws(StoreError) in
        try body(context)
        return {}
      }, fail: { _ in })
    guard mailbox.postLazily(operation) else { return }
    queue.asyncAfter(deadline: .now() + .milliseconds(millis)) {
      if self.mailbox.hurryLazy() { self.drain() }
    }
  }

  /// Ends the writer: what waits fails, the log is folded into the database, the connection is closed.
  func close() async {
    let waiting = mailbox.close()
    await withCheckedContinuation { continuation in
      queue.async { [self] in
        let stalledOperations = stalled.withLock { stalled in
          defer { stalled.operations = [] }
          return stalled.operations
        }
        for operation in waiting + stalledOperations { operation.fail(.closed) }
        context.parkedClaim?.answer([])
        context.parkedClaim = nil
        for waiter in context.remote.takeAll() { waiter.answer([]) }
        _ = context.connection.checkpointTruncating()
        context.connection.close()
        continuation.resume()
      }
    }
  }

  // MARK: On the queue

  private func drain() {
    while true {
      let group = mailbox.take(max: Limits.groupCommitOperationsMax)
      if group.isEmpty { return }
      run(group)
    }
  }

  /// One transaction for all; if that fails, one for each, so that only those fail that cannot succeed.
  private func run(_ group: [StoreOperation]) {
    let started = slowMicros == nil ? nil : ContinuousClock.now
    defer { if let started { noteDuration(started, group.count) } }
    let changesBefore = context.connection.totalChanges
    switch attempt(group) {
    case .success(let answers):
      let commit = takeCommit()
      if !commit.isEmpty { onCommit(commit) }
      // First, so that it is ahead of whatever somebody does on hearing his answer.
      for next in context.takeDeferred() { post(.untilWritten, next.run) }
      for answer in answers { answer() }
      // Only what reached the disk says that there is space again.
      if context.connection.totalChanges != changesBefore { recovered() }
    case .failure(let error):
      if group.count > 1 {
        for operation in group { run([operation]) }
      } else if let operation = group.first {
        failed(operation, error)
      }
    }
  }

  private func attempt(_ group: [StoreOperation]) -> Result<[() -> Void], StoreError> {
    let saved = context.memory
    let parked = context.parkedClaim
    let announcedDue = context.memory.nextWake
    context.commit = Commit()
    context.hasPromoted = false
    do throws(StoreError) {
      try context.statement(StoreSQL.begin).run()
      if !context.flow.isLoaded { try context.loadFlow() }
      var answers: [() -> Void] = []
      answers.reserveCapacity(group.count + 1)
      for operation in group { answers.append(try operation.execute(context)) }
      if let answer = try context.serveParkedClaim() { answers.append(answer) }
      answers += try context.serveRemote()
      try context.deferLateWork()
      try context.flush()
      try context.statement(StoreSQL.commit).run()
      context.remote.commit()
      // Said again when it has passed: more was due than one transaction takes, and the alarm has rung already.
      let due = context.memory.nextWake
      if due != announcedDue || context.hasPromoted { context.commit.nextDue = .some(due) }
      return .success(answers)
    } catch {
      if context.connection.isInTransaction { context.rollBack() }
      context.memory = saved
      context.forgetTransaction()
      context.parkedClaim = parked
      context.commit = Commit()
      return .failure(error)
    }
  }

  /// asyncio's debug mode: a step that holds everybody up is named.
  private func noteDuration(_ started: ContinuousClock.Instant, _ count: Int) {
    let duration = ContinuousClock.now - started
    guard let slowMicros, duration > .micros(slowMicros) else { return }
    logger.warning(
      "slow transaction", metadata: [LogKeys.duration: "\(duration)", LogKeys.count: "\(count)"])
  }

  private func takeCommit() -> Commit {
    defer { context.commit = Commit() }
    return context.commit
  }

  // MARK: A disk that does not take it

  private func failed(_ operation: StoreOperation, _ error: StoreError) {
    if case .full = error { stalled.withLock { $0.isFull = true } }
    let isKept = operation.patience == .untilWritten && error.mayPass && !stalled.withLock(\.isAbandoned)
    guard isKept else {
      operation.fail(error)
      return
    }
    logger.warning("store cannot write, will try again", metadata: [LogKeys.error: "\(error)"])
    stalled.withLock { $0.operations.append(operation) }
    planRetry()
  }

  /// Tries the stalled operations again after a pause that grows to a second: the only timer that is not a due job,
  /// and there is one only while something waits to be written.
  private func planRetry() {
    let pause: Int? = stalled.withLock { stalled in
      if stalled.isRetryPlanned || stalled.operations.isEmpty { return nil }
      stalled.isRetryPlanned = true
      defer { stalled.pauseMillis = min(1_000, stalled.pauseMillis * 2) }
      return stalled.pauseMillis
    }
    guard let pause else { return }
    queue.asyncAfter(deadline: .now() + .milliseconds(pause)) { [self] in
      let waiting = stalled.withLock { stalled in
        stalled.isRetryPlanned = false
        defer { stalled.operations = [] }
        return stalled.operations
      }
      if !waiting.isEmpty { run(waiting) }
    }
  }

  /// Something has been written: what waited for that goes next, before the mailbox, whatever the load.
  private func recovered() {
    let waiting: [StoreOperation] = stalled.withLock { stalled in
      stalled.isFull = false
      stalled.pauseMillis = 100
      defer { stalled.operations = [] }
      return stalled.operations
    }
    if !waiting.isEmpty { run(waiting) }
  }

  /// The daemon ends and the disk does not take what is left: it fails, instead of being kept for ever.
  func abandonStalled() {
    let waiting: [StoreOperation] = stalled.withLock { stalled in
      stalled.isAbandoned = true
      defer { stalled.operations = [] }
      return stalled.operations
    }
    for operation in waiting { operation.fail(.closed) }
  }
}

extension StoreError {
  /// Whether trying again later may help.
  var mayPass: Bool {
    switch self {
    case .full, .io, .overloaded: true
    case .corrupt, .closed: false
    }
  }
}
