// A disk that does not take it: what may pass is tried again, what must be written is kept until it is, and what a
// crash might find or not is called so.

import Dispatch
import Logging
import Synchronization

extension GroupCommit {
  /// What the disk did not give, or gave damaged, is asked for once more, by fresh handles.
  func tryAgain(_ operation: StoreOperation, _ first: StoreError) {
    guard first.isOfTheDisk, let disk else { return failed(operation, first) }
    do throws(StoreError) {
      try disk.freshen()
    } catch {
      // What fresh handles find damaged as well, is.
      if first.isDamage && error.isDamage { disk.noteDamage(error) }
      return failed(operation, first)
    }
    var count = 0
    do throws(StoreError) {
      finish(try attempt([operation], ran: &count))
    } catch {
      if case .outcomeUnknown = error { return leftOpen([operation], error) }
      if error.isDamage { disk.noteDamage(error) }
      failed(operation, error)
    }
  }

  /// Whether the group would be found after a crash is not known, and nobody is told that it would or would not.
  func leftOpen(_ group: ArraySlice<StoreOperation>, _ error: StoreError) {
    disk?.distrust(error)
    for operation in group { failed(operation, error) }
  }

  func failed(_ operation: StoreOperation, _ error: StoreError) {
    if operation.patience == .inMemory { return carryOut(operation) }
    noteFault(error)
    if error.isOfTheRows, let thing = transaction.course.setAside.addCurrent() {
      // Whatever was asked for, it was something due that could not be done.
      logger.error(
        "something due would have broken the rules of the store, and is left alone until the next start",
        metadata: [LogKeys.due: "\(thing)", LogKeys.error: "\(error)"])
      return run([operation])
    }
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
    let kept = keepingEnd(operation)
    stalled.withLock { $0.keep(kept) }
    // What is being tried once more is counted when all of it has been.
    if !stalled.withLock(\.isRetrying) { sayWhatWaits(error) }
    planRetry()
  }

  /// As it begins, then once a minute: it is tried once a second.
  private func sayWhatWaits(_ error: StoreError) {
    let count: Int? = stalled.withLock { $0.trouble.isDue() ? $0.operations.count : nil }
    guard let count else { return }
    logger.warning(
      "the store takes nothing; what must be written waits and is tried again. \(error.remedy)",
      metadata: [LogKeys.error: "\(error)", LogKeys.count: "\(count)"])
  }

  private func noteFault(_ error: StoreError) {
    switch error {
    case .full, .io, .outcomeUnknown, .replaced, .corrupt:
      stalled.withLock { stalled in
        stalled.fault = error
        if case .full = error { stalled.isFull = true }
      }
    case .unreadable, .illegal, .overloaded, .closed: break
    }
  }

  /// Outside of a transaction, because there can be none.
  private func carryOut(_ operation: StoreOperation) {
    transaction.ledger.begin()
    transaction.begin(asked: CollectionOfOne(operation.askedAt))
    do throws(StoreError) {
      let answer = try operation.execute(transaction)
      transaction.ledger.commit()
      answer()
    } catch {
      transaction.takeBack()
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
    queue.async { self.disk?.noteDamage(error) }
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
        return stalled.take()
      }
      if !waiting.isEmpty { retry(waiting) }
    }
  }

  /// What has waited, once more: all together, else one after the other as far as the disk takes them. What it does
  /// not take is the last in the next round, so that nothing that has room stands behind it for ever.
  private func retry(_ waiting: [StoreOperation]) {
    stalled.withLock { $0.isRetrying = true }
    run(waiting, isRound: true)
    let (isOver, error) = stalled.withLock { stalled in
      stalled.isRetrying = false
      return (stalled.isTroubleOver(), stalled.lastError)
    }
    if isOver { sayAllIsRecorded() }
    if !stalled.withLock(\.operations.isEmpty), let error { sayWhatWaits(error) }
    planRetry()
  }

  /// Something has been written: what waited for that goes next, before the mailbox, whatever the load.
  func recovered() {
    let (waiting, isOver): ([StoreOperation], Bool) = stalled.withLock { stalled in
      stalled.noteWritten()
      if stalled.isRetrying { return ([], false) }
      // What waited goes now, and decides whether it is over.
      let isOver = stalled.isTroubleOver()
      return (stalled.take(), isOver)
    }
    if !waiting.isEmpty { return retry(waiting) }
    if isOver { sayAllIsRecorded() }
  }

  private func sayAllIsRecorded() {
    logger.notice("the store can be written to again: all that waited is recorded")
  }

  /// The daemon ends and the disk does not take what is left: it fails, instead of being kept for ever.
  func abandonStalled() {
    let (waiting, error): ([StoreOperation], StoreError) = stalled.withLock { stalled in
      stalled.isAbandoned = true
      return (stalled.take(), stalled.lastError ?? .closed)
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

  /// It would be the same each time, on any disk.
  fileprivate var isOfTheRows: Bool {
    switch self {
    case .illegal, .unreadable: true
    case .full, .io, .outcomeUnknown, .replaced, .corrupt, .overloaded, .closed: false
    }
  }

  /// What to do about it, in one sentence.
  fileprivate var remedy: String {
    switch self {
    case .full: "Free space on the disk: removing output of ended jobs will do."
    case .replaced(let path): "Put the file that was at \(path) back, or restart jobd."
    default: "Check the disk."
    }
  }
}
