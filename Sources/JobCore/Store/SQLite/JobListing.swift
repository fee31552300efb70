// Pages of jobs: picks the narrowest way into the table, looks at rows until the page is full, and bounds how many
// it looks at, so that no list depends on how many jobs there are.

/// One list, on one connection.
struct JobListing {
  let connection: SQLiteConnection
  let filter: JobFilter
  /// Rows looked at before a page is cut short; the cursor says where to go on.
  static let rowsPerPageMax = 50_000
  static let chunkMax = 500

  /// A page in the order of ids.
  func page(isNewestFirst: Bool, limit: Int, after cursor: JobCursor?) throws(StoreError) -> (
    ids: [JobID], next: JobCursor?
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
    var found: [JobID] = []
    var looked = 0
    while true {
      let chunk = min(Self.chunkMax, max(limit + 1, 50))
      let ids = try self.chunk(isNewestFirst, bound, chunk, queue, schedule)
      for id in ids {
        looked += 1
        if try matches(id, permitted, schedule) {
          if found.count == limit { return (found, found.last.map { JobCursor(id: $0, priority: 0) }) }
          found.append(JobID(id))
        }
        bound = id
      }
      if ids.count < chunk { return (found, nil) }
      if looked >= Self.rowsPerPageMax { return (found, JobCursor(id: JobID(bound), priority: 0)) }
    }
  }

  /// Queued jobs in the order in which they would start.
  func readyPage(limit: Int, after cursor: JobCursor?) throws(StoreError) -> (ids: [JobID], next: JobCursor?) {
    var candidates: [ClaimOrder.Candidate] = []
    let bound = cursor ?? JobCursor(id: JobID(0), priority: Limits.priorityRange.upperBound + 1)
    let lanes = try LaneReading(connection: connection).localLanes()
    for queue in try queueIDs() {
      for (same, lower) in Self.lines {
        try collect(same, [queue, Int64(bound.priority), bound.id.value], limit + 1, &candidates)
        try collect(lower, [queue, Int64(bound.priority)], limit + 1, &candidates)
      }
      for lane in lanes {
        try collect(
          ListSQL.laneSamePriority, [queue, Int64(bound.priority), bound.id.value], lane: lane, limit + 1, &candidates)
        try collect(ListSQL.laneLowerPriority, [queue, Int64(bound.priority)], lane: lane, limit + 1, &candidates)
      }
    }
    candidates.sort(by: ClaimOrder.precedes)
    let page = candidates.prefix(limit)
    let hasMore = candidates.count > limit
    let next = page.last.map { JobCursor(id: JobID($0.id), priority: $0.priority) }
    return (page.map { JobID($0.id) }, hasMore ? next : nil)
  }

  /// The lines in which the queued jobs of a queue stand, but for those of single lanes.
  private static let lines = [
    (ListSQL.readySamePriority, ListSQL.readyLowerPriority),
    (ListSQL.parkedSamePriority, ListSQL.parkedLowerPriority),
    (ListSQL.remoteSamePriority, ListSQL.remoteLowerPriority),
  ]

  private func collect(
    _ sql: NamedSQL, _ parameters: [Int64], lane: String? = nil, _ limit: Int,
    _ candidates: inout [ClaimOrder.Candidate]
  ) throws(StoreError) {
    let row = try connection.statement(sql)
    for (index, parameter) in parameters.enumerated() { row.bind(Int32(index + 1), parameter) }
    if let lane { row.bind(4, lane) }
    // The limit is on what matches, not on what is looked at; rows come in order, so reading may stop early.
    defer { row.reset() }
    let schedule = try filter.schedule.flatMap { name throws(StoreError) in try scheduleID(name) }
    var found = 0
    while found < limit, try row.step() {
      // Its queue is one of those that are looked into.
      guard try matches(row.int64(0), nil, schedule) else { continue }
      candidates.append(ClaimOrder.Candidate(id: row.int64(0), priority: row.int(1)))
      found += 1
    }
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
    if !filter.states.isEmpty && filter.states.count < JobState.allCases.count {
      var merged: [Int64] = []
      for state in filter.states {
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
    if !filter.states.isEmpty && !filter.states.contains(state) { return false }
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
