// What readers answer: each on a connection of the pool, beside the writer.

import CSQLite

extension SQLiteStore {
  var events: any EventStore { SQLiteEvents(readers: readers) }

  func job(_ id: JobID) async throws(StoreError) -> Job? {
    try await readers.read { connection throws(StoreError) in try JobReading(connection: connection).job(id) }
  }

  func detail(_ id: JobID) async throws(StoreError) -> JobDetail? {
    try await readers.read { connection throws(StoreError) in try JobReading(connection: connection).detail(id) }
  }

  func start(of attempt: Int, of id: JobID) async throws(StoreError) -> (start: Int, log: LogSummary)? {
    try await readers.read { connection throws(StoreError) in
      try JobReading(connection: connection).start(of: attempt, of: id)
    }
  }

  func handlerResult(_ id: JobID, start: Int) async throws(StoreError) -> [UInt8]? {
    try await readers.read { connection throws(StoreError) in
      try JobReading(connection: connection).handlerResult(id, start: start)
    }
  }

  func jobs(
    _ filter: JobFilter, order: JobOrder, limit: Int, after cursor: JobCursor?
  ) async throws(StoreError) -> JobPage {
    let page: @Sendable (SQLiteConnection, ReadBudget) throws(StoreError) -> JobPage = {
      connection, budget throws(StoreError) in
      let listing = JobListing(connection: connection, filter: filter, budget: budget)
      let (places, next) = try listing.page(order, limit: limit, after: cursor)
      var page = try JobReading(connection: connection).page(places, next: next)
      if let last = page.next { page.lookedBackTo = try listing.createdAt(last.id) }
      return page
    }
    if JobListing.isSearch(filter, order) { return try await readers.search(micros: Limits.pageMicrosMax, page) }
    return try await readers.readPage(page)
  }

  func jobs(_ ids: [JobID]) async throws(StoreError) -> [Job] {
    if ids.count < Limits.readTogetherMin { return try await read(ids) }
    var jobs: [Job] = []
    jobs.reserveCapacity(ids.count)
    for part in ids.parts(of: Limits.readTogetherMax) {
      // Many are read by both readers at once; each has half of them.
      async let first = halfRead(Array(part.prefix(part.count / 2)))
      async let second = halfRead(Array(part.dropFirst(part.count / 2)))
      jobs += try await first.get()
      jobs += try await second.get()
    }
    return jobs
  }

  private func halfRead(_ ids: [JobID]) async -> Result<[Job], StoreError> {
    do throws(StoreError) { return .success(try await read(ids)) } catch { return .failure(error) }
  }

  private func read(_ ids: [JobID]) async throws(StoreError) -> [Job] {
    try await readers.read { connection throws(StoreError) in
      try JobReading(connection: connection).jobs(ids)
    }
  }

  func states(_ ids: [JobID]) async throws(StoreError) -> [JobID: JobState] {
    var states: [JobID: JobState] = [:]
    states.reserveCapacity(ids.count)
    for part in ids.parts(of: Limits.lookTogetherMax) {
      let some = try await readers.read { connection throws(StoreError) in
        try JobReading(connection: connection).states(part)
      }
      states.merge(some) { $1 }
    }
    return states
  }

  func ends(_ ids: [JobID]) async throws(StoreError) -> [JobID: JobEnd] {
    var ends: [JobID: JobEnd] = [:]
    ends.reserveCapacity(ids.count)
    for part in ids.parts(of: Limits.lookTogetherMax) {
      let some = try await readers.read { connection throws(StoreError) in
        try JobReading(connection: connection).ends(part)
      }
      ends.merge(some) { $1 }
    }
    return ends
  }

  func idPage(_ filter: JobFilter, limit: Int, after last: JobID?) async throws(StoreError) -> JobIDPage {
    try await readers.search { connection, budget throws(StoreError) in
      let listing = JobListing(connection: connection, filter: filter, budget: budget)
      let cursor = last.map { JobCursor(id: $0, priority: 0) }
      let page = try listing.page(isNewestFirst: false, limit: limit, after: cursor)
      return JobIDPage(ids: page.places.map(\.id), next: page.next?.id)
    }
  }

  func starts(from first: JobID, through last: JobID) async throws(StoreError) -> [JobID: JobStarts] {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(JobSQL.starts, binding: first, last)
      var starts: [JobID: JobStarts] = [:]
      while try row.step() {
        let id = JobID(row.int64(JobStartsColumn.id))
        starts[id] = JobStarts(
          count: row.int(JobStartsColumn.starts),
          isRunning: try JobState.stored(row.int(JobStartsColumn.state), of: id) == .running)
      }
      return starts
    }
  }

  func queues() async throws(StoreError) -> [QueueStatus] {
    let slotsTaken = writer.slotsTaken
    return try await readers.read { connection throws(StoreError) in
      try JobReading(connection: connection).queues(slotsTaken: slotsTaken)
    }
  }

  var pauseOfEverything: Pause? {
    get async throws(StoreError) {
      try await readers.read { connection throws(StoreError) in try PauseReading(connection: connection).shown() }
    }
  }

  func expired(now: Timestamp, after last: ExpiredCursor?, limit: Int) async throws(StoreError) -> ExpiredPage {
    try await readers.read { connection throws(StoreError) in
      let behind = last.map { RowMoment(at: $0.expiresAt, id: $0.job.value) } ?? .first
      let page = try SQLiteTimes(connection: connection).moments(.jobExpiry, after: behind, by: now, max: limit)
      return ExpiredPage(
        jobs: try RemovableJobs(page.map { JobID($0.id) }, on: connection).jobs,
        last: page.last.map { ExpiredCursor(expiresAt: $0.at, job: JobID($0.id)) })
    }
  }

  func nextExpiry() async throws(StoreError) -> Timestamp? {
    try await readers.read { connection throws(StoreError) in
      try SQLiteTimes(connection: connection).earliest([.jobExpiry, .batchExpiry]).compactMap(\.self).min()
    }
  }

  func info() async throws(StoreError) -> StoreInfo {
    let (isFull, fault) = (writer.isFull, writer.fault)
    let (path, mark, version) = (path, mark, String(cString: sqlite3_libversion()))
    return try await readers.read { connection throws(StoreError) in
      let pages = try connection.integer("PRAGMA page_count")
      let pageSize = try connection.integer("PRAGMA page_size")
      return StoreInfo(
        mark: mark, sqliteVersion: version, schemaVersion: Int(try connection.integer("PRAGMA user_version")),
        databaseBytes: pages * pageSize, walBytes: FileSize.bytes(at: path + "-wal"), isFull: isFull,
        fault: fault)
    }
  }
}
