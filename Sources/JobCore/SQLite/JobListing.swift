// Pages of jobs: picks the narrowest way into the table, looks at rows until the page is full, and no longer than its
// budget lets it, so that no list depends on how many jobs there are.

/// One list, on one connection.
struct JobListing {
  let connection: SQLiteConnection
  let filter: JobFilter
  let budget: ReadBudget

  /// A page in the order of ids: where its jobs are, each a place to go on from.
  func page(isNewestFirst: Bool, limit: Int, after cursor: JobCursor?) throws(StoreError) -> (
    places: [JobCursor], next: JobCursor?
  ) {
    let permitted = try permittedQueues()
    if let permitted, permitted.isEmpty { return ([], nil) }
    // One queue is a way into the table; of several, each row is asked for its own.
    let queue = permitted.flatMap { $0.count == 1 ? $0.first : nil }
    var schedule: Int64?
    if let name = filter.schedule {
      schedule = try scheduleID(name)
      if schedule == nil { return ([], nil) }
    }
    var bound = cursor?.id.value ?? (isNewestFirst ? Int64.max : 0)
    var found: [JobCursor] = []
    var looked = 0
    while true {
      let chunk = Self.chunk(limit)
      let ids = try self.chunk(isNewestFirst, bound, chunk, queue, schedule)
      for id in ids {
        if budget.isSpent(looked) { return (found, JobCursor(id: JobID(bound), priority: 0)) }
        looked += 1
        if try matches(id, permitted, schedule) {
          if found.count == limit { return (found, JobCursor(id: JobID(bound), priority: 0)) }
          found.append(JobCursor(id: JobID(id), priority: 0))
        }
        bound = id
      }
      if ids.count < chunk { return (found, nil) }
    }
  }

  private static func chunk(_ limit: Int) -> Int {
    min(Limits.pageChunkMax, max(limit + 1, 50))
  }

  /// Queued jobs in the order in which they would start.
  func readyPage(
    limit: Int, after cursor: JobCursor?
  ) throws(StoreError) -> (places: [JobCursor], next: JobCursor?) {
    if let states = filter.states, !states.contains(.queued) { return ([], nil) }
    var schedule: Int64?
    if let name = filter.schedule {
      schedule = try scheduleID(name)
      if schedule == nil { return ([], nil) }
    }
    let start = JobCursor(id: JobID(0), priority: Limits.priorityRange.upperBound + 1)
    var lines = try ReadyLines(
      connection, queues: try queuesWithReadyJobs(), after: cursor ?? start, chunk: Self.chunk(limit))
    var found: [JobCursor] = []
    var (last, looked) = (cursor ?? start, 0)
    while let job = try lines.next() {
      if budget.isSpent(looked) { return (found, last) }
      looked += 1
      let place = JobCursor(id: JobID(job.id), priority: job.priority, readyAt: job.readyAt)
      // Its queue is one of those that are looked into.
      if try matches(job.id, nil, schedule) {
        if found.count == limit { return (found, last) }
        found.append(place)
      }
      last = place
    }
    return (found, nil)
  }

  private func queuesWithReadyJobs() throws(StoreError) -> [Int64] {
    let row = try connection.statement(StoreSQL.counts)
    var ready: Set<Int64> = []
    while try row.step() {
      if row.int(1) == JobState.queued.rawValue && row.int(2) > 0 { ready.insert(row.int64(0)) }
    }
    return try queueIDs().filter(ready.contains)
  }

  /// The next ids from `bound` on, by the narrowest index: a batch, a schedule, a tag, else the states, else the queue, else all.
  private func chunk(
    _ isNewestFirst: Bool, _ bound: Int64, _ limit: Int, _ queue: Int64?, _ schedule: Int64?
  ) throws(StoreError) -> [Int64] {
    if let batch = filter.batch {
      let row = try connection.statement(isNewestFirst ? ListSQL.newestInBatch : ListSQL.oldestInBatch)
      row.bind(3, batch.value)
      return try ids(row, bound, limit)
    }
    if let schedule {
      let row = try connection.statement(isNewestFirst ? ListSQL.newestOfSchedule : ListSQL.oldestOfSchedule)
      row.bind(3, schedule)
      return try ids(row, bound, limit)
    }
    if let (name, value) = filter.tags.first {
      let row = try connection.statement(isNewestFirst ? ListSQL.newestWithTag : ListSQL.oldestWithTag)
      row.bind(3, name)
      row.bind(4, value)
      return try ids(row, bound, limit)
    }
    if let states = filter.states, states.count < JobState.allCases.count {
      var merged: [Int64] = []
      for state in states {
        let row = try connection.statement(isNewestFirst ? ListSQL.newestInState : ListSQL.oldestInState)
        row.bind(3, state.rawValue)
        merged.append(contentsOf: try ids(row, bound, limit))
      }
      merged.sort(by: isNewestFirst ? (>) : (<))
      return Array(merged.prefix(limit))
    }
    if let queue {
      let row = try connection.statement(isNewestFirst ? ListSQL.newestInQueue : ListSQL.oldestInQueue)
      row.bind(3, queue)
      return try ids(row, bound, limit)
    }
    return try ids(try connection.statement(isNewestFirst ? ListSQL.newest : ListSQL.oldest), bound, limit)
  }

  private func ids(_ row: SQLiteStatement, _ bound: Int64, _ limit: Int) throws(StoreError) -> [Int64] {
    row.bind(1, bound)
    row.bind(2, limit)
    var ids: [Int64] = []
    while try row.step() { ids.append(row.int64(0)) }
    return ids
  }

  private func matches(_ id: Int64, _ queues: Set<Int64>?, _ schedule: Int64?) throws(StoreError) -> Bool {
    if filter == JobFilter() { return true }
    let row = try connection.statement(ListSQL.row)
    row.bind(1, id)
    guard try row.step() else { return false }
    defer { row.reset() }
    let state = try JobState.stored(row.int(0))
    if let states = filter.states, !states.contains(state) { return false }
    if let kind = filter.kind, row.int(1) != kind.rawValue { return false }
    if let kinds = filter.limits.kinds, !kinds.contains(where: { $0.rawValue == row.int(1) }) { return false }
    if let queues, !queues.contains(row.int64(2)) { return false }
    if let batch = filter.batch, row.optionalInt64(10) != batch.value { return false }
    if let schedule, row.optionalInt64(11) != schedule { return false }
    if let since = filter.since, row.int64(3) < since.micros { return false }
    if let until = filter.until, row.int64(3) >= until.micros { return false }
    if filter.nameGlob == nil && filter.tags.isEmpty { return true }
    let spec = try connection.statement(ListSQL.nameAndTags)
    spec.bind(1, id)
    guard try spec.step() else { return false }
    defer { spec.reset() }
    if let glob = filter.nameGlob, !NameGlob(glob).matches(spec.string(0) ?? "job-\(id)") { return false }
    let tags = SpecCoding.dictionary(spec.bytes(1))
    return filter.tags.allSatisfy { tags[$0.key] == $0.value }
  }

  private func scheduleID(_ name: String) throws(StoreError) -> Int64? {
    let row = try connection.statement(ListSQL.scheduleID)
    row.bind(1, name)
    guard try row.step() else { return nil }
    defer { row.reset() }
    return row.int64(0)
  }

  private func queueIDs() throws(StoreError) -> [Int64] {
    let row = try connection.statement(StoreSQL.queues)
    var ids: [Int64] = []
    while try row.step() {
      guard let name = row.string(1), filter.queue == nil || filter.queue == name else { continue }
      if filter.limits.contains(queue: name) { ids.append(row.int64(0)) }
    }
    return ids
  }

  /// The queues that the jobs have to be in; `nil` is any.
  private func permittedQueues() throws(StoreError) -> Set<Int64>? {
    filter.queue == nil && filter.limits.queues == nil ? nil : Set(try queueIDs())
  }
}
