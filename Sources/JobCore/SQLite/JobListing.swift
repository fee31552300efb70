// Pages of jobs: picks the narrowest way into the table, looks at rows until the page is full, and no longer than its
// budget lets it, so that no list depends on how many jobs there are.

/// One list, on one connection.
struct JobListing {
  let connection: SQLiteConnection
  let filter: JobFilter
  let budget: ReadBudget
  /// The filter's pattern and its text, read once for all rows.
  let glob: NameGlob?
  let needle: TextNeedle?

  init(connection: SQLiteConnection, filter: JobFilter, budget: ReadBudget) {
    self.connection = connection
    self.filter = filter
    self.budget = budget
    glob = filter.nameGlob.map { NameGlob($0) }
    needle = filter.text.map { TextNeedle($0) }
  }

  /// Whether a list looks at rows that need not be on it, of which there may be very many: by one condition at most there
  /// is a way into the table, and by some there is none.
  static func isSearch(_ filter: JobFilter, _ order: JobOrder) -> Bool {
    if order == .finished { return isSearchOfEnded(filter) }
    let ways = [
      filter.batch != nil, filter.schedule != nil, filter.states.map { $0.count < JobState.allCases.count } ?? false,
      filter.queue != nil || filter.limits.queues != nil,
    ].count { $0 }
    let hasOthers =
      filter.nameGlob != nil || filter.kind != nil || filter.since != nil || filter.until != nil
      || filter.limits.kinds != nil || filter.limits.queues?.count ?? 0 > 1 || filter.text != nil
    let hasEnds =
      filter.finishedSince != nil || filter.finishedUntil != nil || filter.reason != nil || filter.exitCode != nil
      || filter.attempts != nil
    return hasOthers || hasEnds || ways + filter.tags.count > 1
  }

  /// The order of the ends is a way for the times of the ends, and for nothing else.
  private static func isSearchOfEnded(_ filter: JobFilter) -> Bool {
    var rest = filter
    (rest.finishedSince, rest.finishedUntil) = (nil, nil)
    if rest.states?.isSuperset(of: JobFilter.finishedStates) ?? false { rest.states = nil }
    return rest != JobFilter()
  }

  /// Some places of a list, and where to go on.
  typealias Places = (places: [JobCursor], next: JobCursor?)

  /// A page in this order: where its jobs are, each a place to go on from.
  func page(_ order: JobOrder, limit: Int, after cursor: JobCursor?) throws(StoreError) -> Places {
    switch order {
    case .newest: try page(isNewestFirst: true, limit: limit, after: cursor)
    case .oldest: try page(isNewestFirst: false, limit: limit, after: cursor)
    case .priority: try readyPage(limit: limit, after: cursor)
    case .finished: try endedPage(limit: limit, after: cursor)
    }
  }

  /// A page in the order of ids.
  func page(isNewestFirst: Bool, limit: Int, after cursor: JobCursor?) throws(StoreError) -> Places {
    guard let known = try known() else { return ([], nil) }
    let start = cursor ?? JobCursor(id: JobID(isNewestFirst ? Int64.max : 0), priority: 0)
    return try walk(limit, from: start, known) { bound, count throws(StoreError) in
      try chunk(isNewestFirst, bound.id.value, count, known).map { JobCursor(id: JobID($0), priority: 0) }
    }
  }

  /// Jobs that have ended, the latest end first.
  func endedPage(limit: Int, after cursor: JobCursor?) throws(StoreError) -> Places {
    if filter.states?.isDisjoint(with: JobFilter.finishedStates) ?? false { return ([], nil) }
    guard let known = try known() else { return ([], nil) }
    // Before that moment: no id is less.
    let end = JobCursor(id: JobID(0), priority: 0, moment: filter.finishedUntil?.micros ?? .max)
    let start = cursor.map { $0.moment < end.moment ? $0 : end } ?? end
    return try walk(limit, from: start, known) { bound, count throws(StoreError) in
      var places = try ended(ListSQL.endedTogether, bound.moment, bound.id.value, count)
      if places.count < count {
        let since = filter.finishedSince?.micros ?? .min
        places += try ended(ListSQL.endedEarlier, bound.moment, since, count - places.count)
      }
      return places
    }
  }

  private func ended(
    _ sql: NamedSQL, _ moment: Int64, _ bound: Int64, _ limit: Int
  ) throws(StoreError) -> [JobCursor] {
    let row = try connection.statement(sql, binding: moment, bound, limit)
    var places: [JobCursor] = []
    while try row.step() {
      places.append(
        JobCursor(id: JobID(row.int64(MomentColumn.id)), priority: 0, moment: row.int64(MomentColumn.at)))
    }
    return places
  }

  /// Looks at one place after another, until the page is full, or its budget is spent.
  ///
  /// - Parameter next: so many places behind one; fewer are the last.
  private func walk(
    _ limit: Int, from start: JobCursor, _ known: Known,
    _ next: (JobCursor, Int) throws(StoreError) -> [JobCursor]
  ) throws(StoreError) -> Places {
    var (last, found, looked) = (start, [JobCursor](), ReadBudget.Looked())
    while true {
      let chunk = Self.chunk(limit)
      let places = try next(last, chunk)
      for place in places {
        if budget.isSpent(looked) { return (found, last) }
        looked.noteRow()
        if try matches(place.id.value, known, &looked) {
          if found.count == limit { return (found, last) }
          found.append(place)
        }
        last = place
      }
      if places.count < chunk { return (found, nil) }
    }
  }

  private static func chunk(_ limit: Int) -> Int {
    min(Limits.pageChunkMax, max(limit + 1, 50))
  }

  /// Queued jobs in the order in which they would start.
  func readyPage(limit: Int, after cursor: JobCursor?) throws(StoreError) -> Places {
    if let states = filter.states, !states.contains(.queued) { return ([], nil) }
    // Its queue is one of those that are looked into.
    guard var known = try known() else { return ([], nil) }
    known.queues = nil
    let start = JobCursor(id: JobID(0), priority: Limits.priorityRange.upperBound + 1)
    var lines = try ReadyLines(
      connection, queues: try queuesWithReadyJobs(), after: cursor ?? start, chunk: Self.chunk(limit))
    var found: [JobCursor] = []
    var (last, looked) = (cursor ?? start, ReadBudget.Looked())
    while let job = try lines.next() {
      if budget.isSpent(looked) { return (found, last) }
      looked.noteRow()
      let place = JobCursor(id: JobID(job.id), priority: job.priority, moment: job.readyAt)
      if try matches(job.id, known, &looked) {
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
    _ isNewestFirst: Bool, _ bound: Int64, _ limit: Int, _ known: Known
  ) throws(StoreError) -> [Int64] {
    if let batch = filter.batch {
      let sql = isNewestFirst ? ListSQL.newestInBatch : ListSQL.oldestInBatch
      return try connection.statement(sql, binding: bound, limit, batch).allInt64()
    }
    if let schedule = known.schedule {
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
    // One queue is a way into the table; of several, each row is asked for its own.
    if let queues = known.queues, queues.count == 1, let queue = queues.first {
      let sql = isNewestFirst ? ListSQL.newestInQueue : ListSQL.oldestInQueue
      return try connection.statement(sql, binding: bound, limit, queue).allInt64()
    }
    let sql = isNewestFirst ? ListSQL.newest : ListSQL.oldest
    return try connection.statement(sql, binding: bound, limit).allInt64()
  }

  // MARK: Numbers

  /// What is read of the conditions before any row is.
  struct Known {
    /// The queues that the jobs have to be in; `nil` is any.
    var queues: Set<Int64>?
    var schedule: Int64?
  }

  /// `nil` if no job can match.
  private func known() throws(StoreError) -> Known? {
    var known = Known()
    if filter.queue != nil || filter.limits.queues != nil {
      let queues = Set(try queueIDs())
      if queues.isEmpty { return nil }
      known.queues = queues
    }
    if let name = filter.schedule {
      known.schedule = try scheduleID(name)
      if known.schedule == nil { return nil }
    }
    return known
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
}
