// A disk that does not take it: what may pass is tried again, what must be written is kept until it is, and what a
// crash might find or not is called so.

import Dispatch
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
    stalled.withLock { $0.disk.note(error) }
    if error.isOfTheRows, let omission = transaction.course.leaveOut() {
      // Whatever was asked for, it was something due that could not be done, or what follows from it.
      if stalled.withLock({ $0.isNews(omission) }) { log.leavesOut(omission, error, of: operation.end) }
      run([operation])
      return transaction.course.putBack(omission)
    }
    if case .illegal = error {
      // Whoever asked hears of it too.
      log.brokenRule(error, by: operation.end)
      if let instead = operation.instead {
        var other = operation
        other.execute = instead(error)
        other.instead = nil
        return run([other])
      }
    }
    let isKept = operation.patience == .untilWritten && error.mayPass && stalled.withLock { $0.isBorne(error) }
    guard isKept else { return giveUp(operation, error) }
    let kept = ends.keeping(operation)
    stalled.withLock { $0.keep(kept) }
    // What is being tried once more is counted when all of it has been.
    if !stalled.withLock(\.retry.isRunning) { sayWhatWaits(error) }
    planRetry()
  }

  /// As it begins, then once a minute: it is tried once a second.
  private func sayWhatWaits(_ error: StoreError) {
    let count: Int? = stalled.withLock { $0.trouble.isDue() ? $0.operations.count : nil }
    guard let count else { return }
    log.waits(count, for: error)
  }

  /// Outside of a transaction, because there can be none.
  private func carryOut(_ operation: StoreOperation) {
    transaction.ledger.begin()
    transaction.begin(asked: CollectionOfOne(operation.askedAt))
    do throws(StoreError) {
      let answer = try operation.execute(transaction)
      transaction.ledger.commit()
      transaction.forgetRows()
      // Only what is written is told of.
      transaction.after.commit = Commit()
      answer()
    } catch {
      transaction.takeBack()
      operation.fail(error)
    }
  }

  func giveUp(_ operation: StoreOperation, _ error: StoreError) {
    ends.note(lost: ends.keeping(operation))
    operation.fail(error)
  }

  /// Ends that could not be recorded and are not tried again.
  var unrecordedEnds: [UnrecordedEnd] {
    ends.unrecorded
  }

  /// Damage was found elsewhere: nothing more is written.
  func noteDamage(_ error: StoreError) {
    queue.async { self.disk?.noteDamage(error) }
  }

  /// Tells what is so in spite of the disk, in the order of commits.
  func tell(_ commit: Commit) {
    queue.async { self.announcements.tell(commit) }
  }

  /// The same of cancels that were accepted.
  var unrecordedCancels: [UnrecordedCancel] {
    ends.unrecordedCancels
  }

  /// What an earlier daemon could not record.
  func keptWords() async -> KeptWords {
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: self.ends.earlier()) }
    }
  }

  /// They are recorded, or of no meaning any more.
  func forgetKeptWords() {
    queue.async { self.ends.forgetEarlier() }
  }

  /// Tries the stalled operations again after a pause that grows to a second: the only timer that is not a due job,
  /// and there is one only while something waits to be written.
  private func planRetry() {
    let pause: Int? = stalled.withLock { stalled in
      if stalled.retry.isPlanned || stalled.operations.isEmpty { return nil }
      stalled.retry.isPlanned = true
      defer { stalled.retry.pauseMillis = min(1_000, stalled.retry.pauseMillis * 2) }
      return stalled.retry.pauseMillis
    }
    guard let pause else { return }
    queue.asyncAfter(deadline: .now() + .milliseconds(pause)) { [self] in
      let waiting = stalled.withLock { stalled in
        stalled.retry.isPlanned = false
        return stalled.take()
      }
      if !waiting.isEmpty { retry(waiting) }
    }
  }

  /// What has waited, once more: all together, else one after the other as far as the disk takes them. What it does
  /// not take is the last in the next round, so that nothing that has room stands behind it for ever.
  private func retry(_ waiting: [StoreOperation]) {
    stalled.withLock { $0.retry.isRunning = true }
    run(waiting, isRound: true)
    let (isOver, error) = stalled.withLock { stalled in
      stalled.retry.isRunning = false
      return (stalled.isTroubleOver(), stalled.disk.lastError)
    }
    if isOver { log.allIsRecorded() }
    if !stalled.withLock(\.operations.isEmpty), let error { sayWhatWaits(error) }
    planRetry()
  }

  /// Something has been written: what waited for that goes next, before the mailbox, whatever the load.
  func recovered() {
    let (waiting, isOver): ([StoreOperation], Bool) = stalled.withLock { stalled in
      stalled.noteWritten()
      if stalled.retry.isRunning { return ([], false) }
      // What waited goes now, and decides whether it is over.
      let isOver = stalled.isTroubleOver()
      return (stalled.take(), isOver)
    }
    if !waiting.isEmpty { return retry(waiting) }
    if isOver { log.allIsRecorded() }
  }

  /// The daemon ends and the disk does not take what is left: it fails, instead of being kept for ever.
  func abandonStalled() {
    let (waiting, error): ([StoreOperation], StoreError) = stalled.withLock { stalled in
      stalled.isAbandoned = true
      return (stalled.take(), stalled.disk.lastError ?? .closed)
    }
    for operation in waiting {
      ends.note(lost: operation)
      operation.fail(error)
    }
  }

  /// How long a disk that takes nothing is borne before what must be written fails; `nil` is for ever.
  func setPatience(micros: Int64?) {
    stalled.withLock { $0.disk.patience = micros.map { .micros($0) } }
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
  var isOfTheRows: Bool {
    switch self {
    case .illegal, .unreadable: true
    case .full, .io, .outcomeUnknown, .replaced, .corrupt, .overloaded, .closed: false
    }
  }
}
