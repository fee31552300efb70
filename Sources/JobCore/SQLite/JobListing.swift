// Pages of jobs: picks the narrowest way into the table, looks at rows until the page is full, and no longer than its
// budget lets it, so that no list depends on how many jobs there are.

/// One list, on one connection.
struct JobListing {
  let connection: SQLiteConnection
  let filter: JobFilter
  let budget: ReadBudget
  /// The filter's pattern, read once for all rows.
  private let glob: NameGlob?

  init(connection: SQLiteConnection, filter: JobFilter, budget: ReadBudget) {
    self.connection = connection
    self.filter = filter
    self.budget = budget
    glob = filter.nameGlob.map { NameGlob($0) }
  }

  /// Whether a list looks at rows that need not be on it, of which there may be very many: by one condition at most there
  /// is a way into the table, and by some there is none.
  static func isSearch(_ filter: JobFilter) -> Bool {
    let ways = [
      filter.batch != nil, filter.schedule != nil, filter.states.map { $0.count < JobState.allCases.count } ?? false,
      filter.queue != nil || filter.limits.queues != nil,
    ].count { $0 }
    let hasOthers =
      filter.nameGlob != nil || filter.kind != nil || filter.since != nil || filter.until != nil
      || filter.limits.kinds != nil || filter.limits.queues?.count ?? 0 > 1
    return hasOthers || ways + filter.tags.count > 1
  }

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
    var looked = ReadBudget.Looked()
    while true {
      let chunk = Self.chunk(limit)
      let ids = try self.chunk(isNewestFirst, bound, chunk, queue, schedule)
      for id in ids {
        if budget.isSpent(looked) { return (found, JobCursor(id: JobID(bound), priority: 0)) }
        looked.noteRow()
        if try matches(id, permitted, schedule, &looked) {
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
    var (last, looked) = (cursor ?? start, ReadBudget.Looked())
    while let job = try lines.next() {
      if budget.isSpent(looked) { return (found, last) }
      looked.noteRow()
      let place = JobCursor(id: JobID(job.id), priority: job.priority, readyAt: job.readyAt)
      // Its queue is one of those that are looked into.
      if try matches(job.id, nil, schedule, &looked) {
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
      let isQueued = row.int(JobCountColumn.state) == JobState.queued.rawValue
      if isQueued && row.int(JobCountColumn.count) > 0 { ready.insert(row.int64(JobCountColumn.queueID)) }
    }
    return try queueIDs().filter(ready.contains)
  }

  /// The next ids from `bound` on, by the narrowest index: a batch, a schedule, a tag, else the states, else the queue, else all.
  private func chunk(
    _ isNewestFirst: Bool, _ bound: Int64, _ limit: Int, _ queue: Int64?, _ schedule: Int64?
  ) throws(StoreError) -> [Int64] {
    if let batch = filter.batch {
      let sql = isNewestFirst ? ListSQL.newestInBatch : ListSQL.oldestInBatch
      return try connection.statement(sql, binding: bound, limit, batch).allInt64()
    }
    if let schedule {
      let sql = isNewestFirst ? ListSQL.newestOfSchedule : ListSQL.oldestOfSchedule
      return try connection.statement(sql, binding: bound, limit, schedule).allInt64()
    }
    if let (name, value) = filter.tags.first {
      let sql = isNewestFirst ? ListSQL.newestWithTag : ListSQL.oldestWithTag
      return try connection.statement(sql, binding: bound, limit, name, value).allInt64()
    }
    if let states = filter.states, states.count < JobState.allCases.count {
      var merged: [Int64] = []
      let sql = isNewestFirst ? ListSQL.newestInState : ListSQL.oldestInState
      for state in states {
        merged += try connection.statement(sql, binding: bound, limit, state.rawValue).allInt64()
      }
      merged.sort(by: isNewestFirst ? (>) : (<))
      return Array(merged.prefix(limit))
    }
    if let queue {
      let sql = isNewestFirst ? ListSQL.newestInQueue : ListSQL.oldestInQueue
      return try connection.statement(sql, binding: bound, limit, queue).allInt64()
    }
    let sql = isNewestFirst ? ListSQL.newest : ListSQL.oldest
    return try connection.statement(sql, binding: bound, limit).allInt64()
  }

  private func matches(
    _ id: Int64, _ queues: Set<Int64>?, _ schedule: Int64?, _ looked: inout ReadBudget.Looked
  ) throws(StoreError) -> Bool {
    if filter == JobFilter() { return true }
    let row = try connection.statement(ListSQL.row, binding: id)
    guard try row.step() else { return false }
    defer { row.reset() }
    let state = try JobState.stored(row.int(ListedColumn.state), of: JobID(id))
    if let states = filter.states, !states.contains(state) { return false }
    let kind = row.int(ListedColumn.kind)
    if let wanted = filter.kind, kind != wanted.rawValue { return false }
    if let kinds = filter.limits.kinds, !kinds.contains(where: { $0.rawValue == kind }) { return false }
    if let queues, !queues.contains(row.int64(ListedColumn.queueID)) { return false }
    if let batch = filter.batch, row.optionalInt64(ListedColumn.batchID) != batch.value { return false }
    if let schedule, row.optionalInt64(ListedColumn.scheduleID) != schedule { return false }
    let createdAt = row.time(ListedColumn.createdAt)
    if let since = filter.since, createdAt < since { return false }
    if let until = filter.until, createdAt >= until { return false }
    if glob == nil && filter.tags.isEmpty { return true }
    let spec = try connection.statement(ListSQL.nameAndTags, binding: id)
    guard try spec.step() else { return false }
    defer { spec.reset() }
    if let glob {
      let name = spec.string(NameAndTagsColumn.name) ?? "job-\(id)"
      looked.noteText(bytes: name.utf8.count)
      if !glob.matches(name) { return false }
    }
    if filter.tags.isEmpty { return true }
    let text = spec.bytes(NameAndTagsColumn.tags)
    looked.noteText(bytes: text?.count ?? 0)
    let tags = SpecCoding.dictionary(text)
    return filter.tags.allSatisfy { key, value in tags[key].map { ByteText($0) } == ByteText(value) }
  }

  private func scheduleID(_ name: String) throws(StoreError) -> Int64? {
    let row = try connection.statement(ListSQL.scheduleID, binding: name)
    guard try row.step() else { return nil }
    defer { row.reset() }
    return row.onlyInt64
  }

  private func queueIDs() throws(StoreError) -> [Int64] {
    let row = try connection.statement(StoreSQL.queues)
    var ids: [Int64] = []
    while try row.step() {
      guard let name = row.string(QueueColumn.name), filter.queue == nil || filter.queue == name else { continue }
      if filter.limits.contains(queue: name) { ids.append(row.int64(QueueColumn.id)) }
    }
    return ids
  }

  /// The queues that the jobs have to be in; `nil` is any.
  private func permittedQueues() throws(StoreError) -> Set<Int64>? {
    filter.queue == nil && filter.limits.queues == nil ? nil : Set(try queueIDs())
  }
}
