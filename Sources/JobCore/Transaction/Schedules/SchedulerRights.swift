// With which rights a schedule submits its job: those of whoever set it, as they were then and as they are now. What its
// job names was looked at when the schedule was set, and may be somebody else's by now.

/// The rights behind a schedule.
enum SchedulerRights {
  /// Whether it cannot be said now what whoever set it may submit.
  static func areUnknown(_ job: NewJob, _ tx: Transaction) -> Bool {
    job.submitter.map { tx.terms.standing($0) == .unknown } ?? false
  }

  /// Gives the job the limits and the user that hold now; returns what is against submitting it, if anything is.
  static func apply(to job: inout NewJob, _ tx: Transaction) throws(StoreError) -> String? {
    if let who = job.submitter {
      switch tx.terms.standing(who) {
      case .unchanged: break
      case .unknown: return "what \(who), who has set it, may submit is not known yet: try again in a moment"
      case .revoked: return Schedule.revoked(who)
      case .limited(let limits, let user):
        if !limits.isEmpty { job.limit(to: limits) }
        if let user, let other = job.hand(to: user) {
          return "whoever set it runs commands as \(user) now, and its job is to run as \(other): set it again"
        }
      }
    }
    guard let limits = job.limits else { return nil }
    if let breach = limits.breach(by: job) { return "whoever set it may not submit its job now: \(breach.text)" }
    for batch in job.allBatches where try !isWithin(limits, batch, tx) {
      return "its job is not taken: there is no batch \(batch)"
    }
    return nil
  }

  /// Whether all members are, as when a batch is named in a request. Of a large batch that would take too long.
  private static func isWithin(
    _ limits: RealmLimits, _ batch: BatchID, _ tx: Transaction
  ) throws(StoreError) -> Bool {
    guard let row = try Batches.batch(batch.value, tx), row.counts.reduce(0, +) <= Limits.scheduleMembersMax else {
      return false
    }
    var last: JobID?
    repeat {
      let page = try tx.search { [last] rows throws(StoreError) in
        try rows.upkeep.jobs(.members(batch.value), after: last, max: Limits.edgesPage)
      }.map(\.id)
      try tx.readAhead(Wants(jobs: page))
      for member in page where try !UniqueKeys.isWithin(limits, member, tx) { return false }
      last = page.count == Limits.edgesPage ? page.last : nil
    } while last != nil
    return true
  }

  /// The jobs of a schedule that have not ended, newest first, as far as whoever set it may see them: it may have had
  /// the name of another one, or its jobs were moved.
  static func unfinished(
    of schedule: Int64, within limits: RealmLimits?, _ tx: Transaction
  ) throws(StoreError) -> [JobID] {
    var (found, last, looks): ([JobID], JobID?, Int) = ([], nil, 0)
    repeat {
      let page = try tx.search { [last] rows throws(StoreError) in
        try rows.upkeep.jobs(.unfinished(ofSchedule: schedule), after: last, max: Limits.scheduleOverlapMax)
      }.map(\.id)
      if limits != nil { try tx.readAhead(Wants(jobs: page)) }
      for id in page where try UniqueKeys.isWithin(limits, id, tx) { found.append(id) }
      last = page.count == Limits.scheduleOverlapMax ? page.last : nil
      looks += 1
    } while found.isEmpty && last != nil && looks < Limits.scheduleOverlapLooksMax
    return found
  }
}

extension NewJob {
  /// Narrows its limits and those of its follow-ups.
  fileprivate mutating func limit(to limits: RealmLimits) {
    self.limits = self.limits?.narrowed(to: limits) ?? limits
    for index in then.indices { then[index].job.limit(to: limits) }
  }

  /// Has it and its follow-ups run as this user; returns as whom it is to run if that is somebody else.
  fileprivate mutating func hand(to user: String) -> String? {
    if let runAs, runAs != user { return runAs }
    runAs = user
    for index in then.indices {
      if let other = then[index].job.hand(to: user) { return other }
    }
    return nil
  }
}

extension LimitBreach {
  fileprivate var text: String {
    switch self {
    case .queue(let name): "not in the queue \"\(name)\""
    case .kind(let kind): "no jobs of the kind \"\(kind.name)\""
    case .replacement: "none that replaces others by its unique key"
    }
  }
}
