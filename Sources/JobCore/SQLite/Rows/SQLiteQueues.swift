// Rows of `queue` and of `job_count`.

/// Queues, and how many jobs of each state are in them.
struct SQLiteQueues: SQLiteTable {
  let connection: SQLiteConnection

  func write(_ changes: [QueueRowChange]) throws(StoreError) {
    for change in changes {
      switch change {
      case .add(let id, let name):
        let statement = try statement(StoreSQL.insertQueue)
        statement.bind(QueueColumn.id, id)
        statement.bind(QueueColumn.name, name)
        statement.bind(QueueColumn.isPaused, false)
        try statement.run()
      case .set(let id, let settings):
        let statement = try statement(StoreSQL.updateQueue)
        statement.bind(QueueColumn.id, id)
        settings.bind(to: statement)
        try statement.run()
      case .pause(let id, let pause):
        let statement = try statement(StoreSQL.setPause)
        statement.bind(QueueColumn.id, id)
        statement.bind(QueueColumn.pausedAt, pause?.since)
        statement.bind(QueueColumn.pausedFor, pause?.end?.forMicros)
        statement.bind(QueueColumn.pausedUntil, pause?.end?.until)
        statement.bind(QueueColumn.stopsRunning, pause?.stopsRunning ?? false)
        try statement.run()
      case .fill(let id, let bucket):
        let statement = try statement(StoreSQL.setTokens)
        statement.bind(QueueColumn.id, id)
        statement.bind(QueueColumn.rateTokens, bucket?.tokens)
        statement.bind(QueueColumn.rateAt, bucket?.at)
        try statement.run()
      case .remove(let id):
        let counts = try statement(StoreSQL.deleteCounts)
        counts.bind(JobCountColumn.queueID, id)
        try counts.run()
        let statement = try statement(StoreSQL.deleteQueue)
        statement.bind(QueueColumn.id, id)
        try statement.run()
      }
    }
  }

  func writeCounts(_ rows: [CountRow]) throws(StoreError) {
    let statement = try statement(StoreSQL.setCount)
    for row in rows {
      statement.bind(JobCountColumn.queueID, row.queue)
      statement.bind(JobCountColumn.state, row.state.rawValue)
      statement.bind(JobCountColumn.count, row.count)
      try statement.run()
    }
  }
}

extension QueueSettings {
  /// Reads the columns of `QueueColumn.settings`.
  init(_ row: SQLiteStatement) {
    self.init()
    slots = row.optionalInt(QueueColumn.slots)
    isPaused = row.bool(QueueColumn.isPaused)
    maxQueued = row.optionalInt(QueueColumn.maxQueued)
    if let count = row.optionalInt(QueueColumn.rateCount), let per = row.optionalInt64(QueueColumn.ratePer) {
      rate = StartRate(count: count, perMicros: per, burst: row.optionalInt(QueueColumn.rateBurst))
    }
    agingMicros = row.optionalInt64(QueueColumn.aging)
    defaultTimeoutMicros = row.optionalInt64(QueueColumn.defaultTimeout)
    runAs = row.string(QueueColumn.runAs)
    // One damaged row stops no queue: `LedgerReading` says at each start that nobody is told.
    let text = row.string(QueueColumn.callbacks)
    if let read = SpecCoding.callbacks(text) { callbacks = read } else { unreadCallbacks = text }
  }

  fileprivate func bind(to statement: SQLiteStatement) {
    statement.bind(QueueColumn.slots, slots)
    statement.bind(QueueColumn.isPaused, isPaused)
    statement.bind(QueueColumn.maxQueued, maxQueued)
    statement.bind(QueueColumn.rateCount, rate?.count)
    statement.bind(QueueColumn.ratePer, rate?.perMicros)
    statement.bind(QueueColumn.rateBurst, rate?.burst)
    statement.bind(QueueColumn.aging, agingMicros)
    statement.bind(QueueColumn.defaultTimeout, defaultTimeoutMicros)
    statement.bind(QueueColumn.runAs, runAs)
    statement.bind(QueueColumn.callbacks, unreadCallbacks ?? SpecCoding.encode(callbacks))
  }
}
