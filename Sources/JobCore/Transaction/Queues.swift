// Queues: they come into being when they are first named; their settings, and the tokens of their rates.

/// The rules of queues.
enum Queues {
  /// The id of a queue, which comes into being when it is first named.
  static func id(_ name: String, _ tx: Transaction) -> Int64 {
    if let id = tx.ledger.queues.id(of: name) { return id }
    let id = tx.ledger.queues.highestID + 1
    tx.changes.queues.append(.add(id: id, name: name))
    tx.ledger.queues.add(QueueMemory(id: id, name: name))
    return id
  }

  static func set(_ name: String, _ change: QueueChange, _ tx: Transaction) throws(StoreError) -> QueueVerdict {
    if change.runAs != nil || change.callbacks != nil {
      let before = tx.ledger.queues.id(of: name).flatMap { tx.ledger.queues[$0]?.settings } ?? QueueSettings()
      if let seen = change.callbacksBefore, seen != before.callbacks { return .lookAgain }
      if let fault = change.applied(to: before).runAsFault { return .invalid([fault]) }
    }
    return try configure(name, change, tx)
  }

  /// Sets what the configuration says, in any case: a user that it gives to a queue must not be left out because of
  /// whom the queue calls.
  static func configure(_ name: String, _ change: QueueChange, _ tx: Transaction) throws(StoreError) -> QueueVerdict {
    if !tx.ledger.queues.hasRoom(for: name) { return .tooMany }
    let id = id(name, tx)
    let before = tx.ledger.queues[id]?.settings ?? QueueSettings()
    let settings = change.applied(to: before)
    tx.changes.queues.append(.set(id: id, settings))
    tx.ledger.queues.set(settings, of: id)
    Pauses.follow(settings, before: before, ofQueue: id, tx)
    if before.rate != settings.rate {
      // A new rate begins with a full bucket; what the old one had left means nothing under it.
      tx.ledger.queues[id]?.bucket = settings.rate.map { TokenBucket($0, now: tx.now) }
      tx.ledger.queues.changedTokens.insert(id)
    }
    tx.ledger.claims.news.noteRoom()
    return .done(try status(id, tx))
  }

  /// Takes a queue away in which no job is, ended ones included: what is shown of a job is shown with its queue.
  ///
  /// - Parameter keepsUser: it stays if its commands run as another user: without it they would run as jobd.
  static func remove(_ name: String, keepsUser: Bool, _ tx: Transaction) -> QueueRemoval {
    guard let id = tx.ledger.queues.id(of: name), let queue = tx.ledger.queues[id] else { return .notThere }
    if keepsUser && queue.settings.runAs != nil { return .hasUser }
    let jobs = queue.counts.reduce(0, +)
    if jobs > 0 || name == NewJob.defaultQueue { return .inUse(jobs: jobs) }
    Telling.removed(queue, tx)
    tx.changes.queues.append(.remove(id: id))
    tx.ledger.queues.remove(queue)
    return .done
  }

  /// What is written at the end of a transaction: the counts that it has changed, and what is left in the buckets that it
  /// took from, so that a restart lets no second burst in.
  static func finish(_ tx: Transaction) {
    tx.ledger.queues.finish(&tx.changes, &tx.after)
  }

  // MARK: As they are shown

  /// A queue as it stands in this transaction, whose counts are written only at its end.
  static func status(_ id: Int64, _ tx: Transaction) throws(StoreError) -> QueueStatus {
    guard let queue = tx.ledger.queues[id] else {
      throw .illegal(statement: "queue", message: "queue \(id) is not known")
    }
    var status = queue.status(clockAhead: tx.ledger.times.clockAhead)
    if queue.queuedCount > 0 {
      // A job that cannot be read holds up no pause: that is how its queue is taken out of all claims.
      do throws(StoreError) { status.headOfLineCreatedAt = try headOfLine(id, tx) } catch {
        guard case .unreadable = error else { throw error }
      }
    }
    return status
  }

  /// When the first in line of a queue was created: of all its lines, the oldest such job.
  private static func headOfLine(_ queue: Int64, _ tx: Transaction) throws(StoreError) -> Timestamp? {
    var lines: [ReadyLine] = [
      ReadyLine(queue: queue, lane: .plain, max: 1), ReadyLine(queue: queue, lane: .remote, max: 1),
    ]
    for (lane, queues) in tx.ledger.claims.lanes.all where queues.contains(queue) {
      lines.append(ReadyLine(queue: queue, lane: .named(lane), max: 1))
    }
    if let oldest = try tx.ready(lines).joined().map(\.createdAt).min() { return oldest }
    return try tx.ready([ReadyLine(queue: queue, lane: .parked, max: 1)]).joined().first?.createdAt
  }
}
