// A disk that does not take it: what may pass is tried again, what must be written is kept until it is, and what a
// crash might find or not is called so.

import Dispatch
import Logging
import Synchronization

/// Operations that must be written and could not be.
struct StalledOperations {
  var operations: [StoreOperation] = []
  var isFull = false
  var isRetryPlanned = false
  var isAbandoned = false
  var pauseMillis = 100
  /// What the disk said last, since when it has taken nothing, and how long that is borne; `nil` is for ever.
  var lastError: StoreError?
  var since: ContinuousClock.Instant?
  var patience: Duration?
  /// Ends that failed for good.
  var lost: [UnrecordedEnd] = []

  /// Whether what failed with `error` is to be tried again.
  mutating func isBorne(_ error: StoreError) -> Bool {
    let now = ContinuousClock.now
    let began = since ?? now
    (since, lastError) = (began, error)
    if isAbandoned { return false }
    return patience.map { now - began < $0 } ?? true
  }
}

extension StoreWriter {
  /// What the disk did not give, or gave damaged, is asked for once more, by fresh handles.
  func tryAgain(_ operation: StoreOperation, _ first: StoreError) {
    guard first.isOfTheDisk, let handles else { return failed(operation, first) }
    do throws(StoreError) {
      try handles.freshen(context)
    } catch {
      // What fresh handles find damaged as well, is.
      if first.isDamage && error.isDamage { handles.noteDamage(error) }
      return failed(operation, first)
    }
    var count = 0
    do throws(StoreError) {
      finish(try attempt([operation], ran: &count))
    } catch {
      if case .outcomeUnknown = error { return leftOpen([operation], error) }
      if error.isDamage { handles.noteDamage(error) }
      failed(operation, error)
    }
  }

  /// Whether the group would be found after a crash is not known, and nobody is told that it would or would not.
  func leftOpen(_ group: ArraySlice<StoreOperation>, _ error: StoreError) {
    handles?.distrust(error)
    for operation in group { failed(operation, error) }
  }

  func failed(_ operation: StoreOperation, _ error: StoreError) {
    if operation.patience == .inMemory { return carryOut(operation) }
    if case .full = error { stalled.withLock { $0.isFull = true } }
    // Whoever asked hears of it too, but it is jobd's own fault, and nobody else's to look into.
    if case .illegal = error {
      var metadata: Logger.Metadata = [LogKeys.error: "\(error)"]
      if let end = operation.end { metadata[LogKeys.jobID] = "\(end.fence.job)" }
      logger.error("the rules of the store would have been broken", metadata: metadata)
      if let instead = operation.instead {
        var other = operation
        other.execute = instead(error)
        other.instead = nil
        return run([other])
      }
    }
    let isKept = operation.patience == .untilWritten && error.mayPass && stalled.withLock { $0.isBorne(error) }
    guard isKept else { return giveUp(operation, error) }
    logger.warning("store cannot write, will try again", metadata: [LogKeys.error: "\(error)"])
    let kept = keepingEnd(operation)
    stalled.withLock { $0.operations.append(kept) }
    planRetry()
  }

  /// Outside of a transaction, because there can be none.
  private func carryOut(_ operation: StoreOperation) {
    do throws(StoreError) {
      let answer = try operation.execute(context)
      context.remote.commit()
      answer()
    } catch {
      context.remote.rollBack()
      operation.fail(error)
    }
  }

  func giveUp(_ operation: StoreOperation, _ error: StoreError) {
    note(lost: keepingEnd(operation))
    operation.fail(error)
  }

  /// The end it records is kept beside the database, if there is room.
  private func keepingEnd(_ operation: StoreOperation) -> StoreOperation {
    guard let end = operation.end, !operation.isEndKept, let journal else { return operation }
    var kept = operation
    kept.isEndKept = journal.add(end)
    return kept
  }

  private func note(lost operation: StoreOperation) {
    guard let end = operation.end else { return }
    let lost = UnrecordedEnd(job: end.fence.job, isKept: operation.isEndKept)
    stalled.withLock { if $0.lost.count < Limits.unrecordedEndsMax { $0.lost.append(lost) } }
  }

  /// Ends that could not be recorded and are not tried again.
  var unrecordedEnds: [UnrecordedEnd] {
    stalled.withLock(\.lost)
  }

  /// Damage was found elsewhere: nothing more is written.
  func noteDamage(_ error: StoreError) {
    queue.async { self.handles?.noteDamage(error) }
  }

  /// Tells what is so in spite of the disk, in the order of commits.
  func tell(_ commit: Commit) {
    queue.async { self.onCommit(commit) }
  }

  /// The ends that an earlier daemon could not record.
  func keptEnds() async -> [Transition] {
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: self.journal?.ends() ?? []) }
    }
  }

  /// They are recorded, or of no meaning any more.
  func forgetKeptEnds() {
    queue.async { self.journal?.forgetEarlier() }
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
  func recovered() {
    let waiting: [StoreOperation] = stalled.withLock { stalled in
      stalled.isFull = false
      stalled.pauseMillis = 100
      (stalled.since, stalled.lastError) = (nil, nil)
      defer { stalled.operations = [] }
      return stalled.operations
    }
    if !waiting.isEmpty { run(waiting) }
    if stalled.withLock(\.operations.isEmpty) { journal?.clear() }
  }

  /// The daemon ends and the disk does not take what is left: it fails, instead of being kept for ever.
  func abandonStalled() {
    let (waiting, error): ([StoreOperation], StoreError) = stalled.withLock { stalled in
      stalled.isAbandoned = true
      defer { stalled.operations = [] }
      return (stalled.operations, stalled.lastError ?? .closed)
    }
    for operation in waiting {
      note(lost: operation)
      operation.fail(error)
    }
  }

  /// How long a disk that takes nothing is borne before what must be written fails; `nil` is for ever.
  func setPatience(micros: Int64?) {
    stalled.withLock { $0.patience = micros.map { .micros($0) } }
  }
}

extension StoreError {
  /// Whether trying again later may help.
  var mayPass: Bool {
    switch self {
    case .full, .io, .outcomeUnknown, .replaced, .overloaded: true
    case .corrupt, .unreadable, .illegal, .closed: false
    }
  }
}
