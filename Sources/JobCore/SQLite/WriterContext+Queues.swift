// Queues: they come into being when they are first named; their settings, and the tokens of their rates.

extension WriterContext {
  /// The id of a queue, which comes into being when it is first named.
  func queueID(_ name: String) -> Int64 {
    if let id = ledger.queues.id(of: name) { return id }
    let id = ledger.queues.highestID + 1
    addQueue(id, name: name)
    ledger.queues.add(QueueMemory(id: id, name: name))
    return id
  }

  func setQueue(_ name: String, _ change: QueueChange) throws(StoreError) -> QueueVerdict {
    if !ledger.queues.hasRoom(for: name) { return .tooMany }
    let id = queueID(name)
    let before = ledger.queues[id]?.settings ?? QueueSettings()
    let settings = change.applied(to: before)
    let statement = try statement(StoreSQL.updateQueue)
    statement.bind(1, id)
    statement.bind(2, settings.slots)
    statement.bind(3, settings.isPaused ? 1 : 0)
    statement.bind(4, settings.maxQueued)
    statement.bind(5, settings.rate?.count)
    statement.bind(6, settings.rate?.perMicros)
    statement.bind(7, settings.rate?.burst)
    statement.bind(8, settings.agingMicros)
    statement.bind(9, settings.defaultTimeoutMicros)
    try statement.run()
    ledger.queues[id]?.settings = settings
    if before.rate != settings.rate {
      // A new rate begins with a full bucket; what the old one had left means nothing under it.
      ledger.queues[id]?.bucket = settings.rate.map { TokenBucket($0, now: now) }
      ledger.queues.changedTokens.insert(id)
    }
    ledger.claims.news.noteRoom()
    return .done(try queueStatus(id))
  }

  /// Pauses a queue or lets it go on; `nil` if there is none.
  func setQueuePaused(_ name: String, _ isPaused: Bool) throws(StoreError) -> QueueStatus? {
    if ledger.queues.id(of: name) == nil { return nil }
    var change = QueueChange()
    change.isPaused = isPaused
    guard case .done(let status) = try setQueue(name, change) else { return nil }
    return status
  }

  /// A queue as it stands in this transaction, whose counts are written only at its end.
  private func queueStatus(_ id: Int64) throws(StoreError) -> QueueStatus {
    guard let queue = ledger.queues[id] else {
      throw .illegal(statement: "queue", message: "queue \(id) is not known")
    }
    var status = QueueStatus(name: queue.name, settings: queue.settings, counts: [:])
    for state in JobState.allCases where queue.counts[state.rawValue] > 0 {
      status.counts[state] = queue.counts[state.rawValue]
    }
    let reading = try reading
    // Without a bound of its own each job takes what it needs, and that is known.
    let slots = queue.settings.slots
    status.slotsUsed = slots == nil ? queue.slotsUsed : try reading.slotsUsed(in: id, slots: slots)
    if queue.queuedCount > 0 { status.headOfLineCreatedAt = try reading.headOfLine(id) }
    return status
  }

  /// Writes what is left in the buckets that were taken from, so that a restart lets no second burst in.
  func flushTokens() throws(StoreError) {
    if ledger.queues.changedTokens.isEmpty { return }
    let statement = try statement(StoreSQL.setTokens)
    for id in ledger.queues.changedTokens {
      let bucket = ledger.queues[id]?.bucket
      statement.bind(1, id)
      statement.bind(2, bucket?.tokens)
      statement.bind(3, bucket?.at.micros)
      try statement.run()
    }
    ledger.queues.changedTokens.removeAll(keepingCapacity: true)
  }
}

extension JobReading {
  /// Slots that the running jobs of one queue take.
  func slotsUsed(in queue: Int64, slots: Int?) throws(StoreError) -> Int {
    let weights = try connection.statement(JobSQL.runningWeights)
    var used = 0
    while try weights.step() {
      if weights.int64(0) == queue { used += SlotPolicy.inQueue(weights.int(1), queueSlots: slots) }
    }
    return used
  }

  /// When the first in line of a queue was created.
  func headOfLine(_ queue: Int64) throws(StoreError) -> Timestamp? {
    try headOfLine(queue, try LaneReading(connection: connection).localLanes())
  }
}
