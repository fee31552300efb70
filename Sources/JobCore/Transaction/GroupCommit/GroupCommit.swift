// The one writer: drains its mailbox, runs everything in one transaction, commits, then tells and answers. No
// artificial delay: a group is what has gathered while the one before it was on its way to the disk.

import Dispatch
import Logging
import Synchronization

/// Group commit over the rows of any store.
final class GroupCommit: Sendable {
  /// Safe: it is created before the writer is shared, and is touched by blocks on `queue` only, one at a time.
  nonisolated(unsafe) let transaction: Transaction
  /// Safe: as `transaction`.
  nonisolated(unsafe) let disk: (any StoreDisk)?
  let ends: KeptEnds
  let queue = DispatchQueue(label: "jobd.store.writer", qos: .userInitiated)
  private let mailbox = StoreMailbox()
  let stalled = Mutex(StalledOperations())
  let announcements: Announcements
  let log: GroupCommitLog

  init(
    transaction: Transaction, disk: (any StoreDisk)? = nil, journal: EndJournal? = nil, slowMicros: Int64? = nil,
    logger: Logger, onCommit: @escaping @Sendable (Commit) -> Void
  ) {
    self.transaction = transaction
    self.disk = disk
    ends = KeptEnds(journal)
    log = GroupCommitLog(logger: logger, slowMicros: slowMicros)
    let slotsTaken = transaction.ledger.queues.all.map { ($0.id, $0.slotsTaken) }
    announcements = Announcements(slotsTaken: Dictionary(uniqueKeysWithValues: slotsTaken), onCommit: onCommit)
    disk?.onIdle = { [weak self] in self?.lookAtDisk() }
  }

  /// Goes on with what the disk has to do, if it was done with a part of it while nobody wrote.
  private func lookAtDisk() {
    queue.async { self.disk?.noteCommit() }
  }

  /// Slots taken in each queue, as of the last commit.
  var slotsTaken: [Int64: Int] {
    announcements.slotsTaken
  }

  /// Whether the last transaction failed for lack of space.
  var isFull: Bool {
    stalled.withLock(\.disk.isFull)
  }

  /// Why nothing can be written, as far as is known; `nil` once something was.
  var fault: StoreError? {
    stalled.withLock(\.disk.fault)
  }

  /// Runs `body` in a transaction, together with whatever else waits; returns when it is committed. What it does is dated
  /// by when it was asked for, else by the store's clock.
  func perform<Value: Sendable>(
    _ patience: StoreOperation.Patience = .none, at askedAt: Timestamp? = nil, turn: StoreOperation.Turn = .verbs,
    isPiece: Bool = false, wants: Wants? = nil, company: StoreOperation.Company? = nil,
    _ body: @escaping @Sendable (Transaction) throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
      post(
        StoreOperation(
          patience: patience, askedAt: askedAt, turn: turn,
          execute: { tx throws(StoreError) in
            let value = try body(tx)
            return { continuation.resume(returning: .success(value)) }
          },
          fail: { continuation.resume(returning: .failure($0)) }, company: company, wants: wants, isPiece: isPiece))
    }
    return try result.get()
  }

  /// As `perform`, without waiting and without an answer.
  func post(
    _ patience: StoreOperation.Patience, at askedAt: Timestamp? = nil, turn: StoreOperation.Turn = .verbs,
    isPiece: Bool = false, wants: Wants? = nil, aim: StoreOperation.Aim? = nil,
    _ body: @escaping @Sendable (Transaction) throws(StoreError) -> Void
  ) {
    post(
      StoreOperation(
        patience: patience, askedAt: askedAt, turn: turn,
        execute: { tx throws(StoreError) in
          try body(tx)
          return {}
        }, fail: { _ in }, wants: wants, isPiece: isPiece, aim: aim))
  }

  func post(_ operation: StoreOperation) {
    switch mailbox.post(operation) {
    case .wakeWriter: queue.async { self.drain() }
    case .queued: break
    case .refused(let error): operation.fail(error)
    }
  }

  /// As `post`, but rides in somebody else's transaction if one comes by within `millis`.
  func postLazily(
    millis: Int, wants: Wants, _ body: @escaping @Sendable (Transaction) throws(StoreError) -> Void
  ) {
    let operation = StoreOperation(
      patience: .none, turn: .attempts,
      execute: { tx throws(StoreError) in
        try body(tx)
        return {}
      }, fail: { _ in }, wants: wants)
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
        let stalledOperations = stalled.withLock { $0.take() }
        for operation in waiting + stalledOperations { giveUp(operation, .closed) }
        transaction.ledger.claims.parked?.answer([])
        transaction.ledger.claims.parked = nil
        for waiter in transaction.ledger.claims.remote.takeAll() { waiter.answer([]) }
        transaction.terms.numbers?.end()
        if let disk { disk.close() } else { transaction.rows.close() }
        ends.close()
        continuation.resume()
      }
    }
  }

  // MARK: On the queue

  private func drain() {
    while true {
      let group = mailbox.take(max: Limits.groupCommitOperationsMax)
      if group.isEmpty { return }
      run(group.inTurn)
    }
  }

  /// One transaction for all, or as many as it takes if they are more work than one does; if one fails, one for each
  /// of its operations, so that only those fail that cannot succeed.
  ///
  /// - Parameter isRound: all of them have waited for the disk, and wait on behind the first that it does not take.
  func run(_ group: [StoreOperation], isRound: Bool = false) {
    var left = group[...]
    while !left.isEmpty { left = left.dropFirst(runSome(left, isRound)) }
  }

  /// Runs the first of `group`; returns how many.
  private func runSome(_ group: ArraySlice<StoreOperation>, _ isRound: Bool, hasMadeRoom: Bool = false) -> Int {
    let started = log.slowMicros == nil ? nil : ContinuousClock.now
    defer { if let started { log.slow(ContinuousClock.now - started, count: group.count) } }
    if let refusal = disk?.refusal() {
      for operation in group { failed(operation, refusal) }
      return group.count
    }
    var count = 0
    do throws(StoreError) {
      finish(try attempt(group, ran: &count))
      return count
    } catch {
      if case .outcomeUnknown = error {
        leftOpen(group.prefix(count), error)
        return count
      }
      if case .full = error, !hasMadeRoom, disk?.makeRoom() == true {
        return runSome(group, isRound, hasMadeRoom: true)
      }
      if group.count > 1 {
        runSingly(group, isRound)
      } else if let operation = group.first {
        tryAgain(operation, error)
      }
      return group.count
    }
  }

  private func runSingly(_ group: ArraySlice<StoreOperation>, _ isRound: Bool) {
    let keptBefore = stalled.withLock(\.keptCount)
    for (index, operation) in zip(group.indices, group) {
      run([operation])
      if isRound && stalled.withLock(\.keptCount) != keptBefore {
        stalled.withLock { $0.putBack(group[(index + 1)...]) }
        return
      }
    }
  }

  /// A transaction that reached the disk.
  struct Committed {
    var answers: [() -> Void] = []
    /// What of it was kept beside the database.
    var kept: [KeptKey] = []
    var hasWritten = false
  }

  func finish(_ committed: Committed) {
    let after = transaction.after.take()
    announcements.tell(after.commit, slotsTaken: after.slotsTaken)
    // First, so that it is ahead of whatever somebody does on hearing his answer.
    for next in after.deferred { post(.untilWritten, isPiece: true, wants: next.wants, next.run) }
    // Before the answers: who has just been told that he is written may ask.
    if committed.hasWritten { stalled.withLock { $0.noteWritten() } }
    for answer in committed.answers { answer() }
    for key in ends.recorded(committed.kept) { log.isFoundAgain(key) }
    disk?.noteCommit()
    // Only what reached the disk says that there is space again.
    if committed.hasWritten { recovered() }
  }

  /// Runs operations until the transaction has done enough, the first in any case; `ran` says how many it ran.
  func attempt(_ group: ArraySlice<StoreOperation>, ran: inout Int) throws(StoreError) -> Committed {
    let announcedDue = transaction.ledger.times.nextWake
    transaction.ledger.begin()
    do throws(StoreError) {
      try transaction.rows.begin()
      try disk?.noteBegin()
      ClockLook.begin(transaction)
      transaction.begin(asked: group.lazy.map(\.askedAt))
      var committed = Committed()
      committed.answers.reserveCapacity(group.count + 1)
      var hasPiece = false
      try readAhead(group)
      // By index: an operation is wide, and is not to be copied for a look.
      for index in group.indices {
        // What has come meanwhile does not wait for another piece like the last one.
        let isNext = group[index].isPiece && (transaction.course.piece.wasWhole || transaction.isPieceDone)
        if ran > 0 && (transaction.isExhausted || isNext) { break }
        hasPiece = hasPiece || group[index].isPiece
        committed.answers.append(try group[index].execute(transaction))
        let company = group[index].place
        let isLast = company == nil || index + 1 == group.endIndex || group[index + 1].place != company
        if isLast { try Settlement.finish(transaction) }
        if let key = group[index].keptKey { committed.kept.append(key) }
        ran += 1
      }
      // Also of one that was cut off from its company.
      try Settlement.finish(transaction)
      try Claim.serve(&committed.answers, transaction)
      try LateWork.plan(transaction)
      try transaction.finish()
      committed.hasWritten = transaction.rows.hasWritten
      if committed.hasWritten { try disk?.checkCommit(isEnds: group.prefix(ran).allSatisfy { $0.end != nil }) }
      try transaction.rows.commit()
      transaction.ledger.commit()
      transaction.forgetRows()
      let isLarge = hasPiece || !transaction.after.deferred.isEmpty
      transaction.course.noteWritten(transaction.work, isLarge: isLarge)
      // Said again when it has passed: more was due than one transaction takes, and the alarm has rung already.
      let due = transaction.ledger.times.nextWake
      if due != announcedDue || transaction.course.piece.hasPromoted { transaction.after.commit.nextDue = .some(due) }
      return committed
    } catch {
      transaction.rows.rollBack()
      transaction.takeBack()
      throw error
    }
  }
}
