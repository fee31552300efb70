// Which changes a filter means: first by what is kept of each, so that nobody is woken or reads for what cannot be meant;
// then by all that is shown of it.

/// A filter, read once and matched against many changes.
struct EventMatcher: Sendable {
  private let filter: EventFilter
  private let glob: NameGlob?
  /// It narrows nothing, but for what its reader may see.
  let namesNothing: Bool
  /// Jobs of one name, as far as it can be told from the pattern.
  let namesOneName: Bool

  init(_ filter: EventFilter) {
    self.filter = filter
    glob = filter.jobs.nameGlob.map { NameGlob($0) }
    namesNothing = filter.namesNothing
    namesOneName =
      filter.jobs.nameGlob.map { !$0.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") } } ?? false
  }

  private var jobs: JobFilter { filter.jobs }

  /// Queues in one of which a change has to be; `nil` is any.
  var queues: Set<String>? {
    guard let queue = jobs.queue else { return jobs.limits.queues }
    return jobs.limits.contains(queue: queue) ? [queue] : []
  }

  /// The batch that a change has to be of; `nil` is any.
  var batch: Int64? { jobs.batch?.value }

  // MARK: By what is kept

  /// False if the change is not meant, whatever else is known of it.
  func mayMean(_ change: Change) -> Bool {
    switch change {
    case .job(let change): mayMean(change)
    case .batch(let batch, _): jobs.batch == batch.id ? namesOnlyBatch : namesNothing
    case .queue(let status, _, _): means(queue: status.name)
    case .schedule(let schedule, _, let before, _):
      means(schedule: schedule) || before.map { means(schedule: $0) } ?? false
    }
  }

  private func mayMean(_ change: JobChange) -> Bool {
    let facts = change.facts
    if let kind = jobs.kind, kind != facts.kind { return false }
    if !jobs.limits.contains(kind: facts.kind) { return false }
    if let batch, batch != facts.batch { return false }
    if jobs.schedule != nil && facts.schedule == nil { return false }
    if let since = jobs.since, facts.createdAt < since { return false }
    if let until = jobs.until, facts.createdAt >= until { return false }
    if means(facts.state, facts.reason, in: facts.queue) { return true }
    guard let before = change.before else { return false }
    return means(before.state, before.reason, in: before.queue ?? facts.queue)
  }

  private func means(_ state: JobState, _ reason: Reason?, in queue: String) -> Bool {
    if let states = jobs.states, !states.contains(state) { return false }
    if let wanted = filter.reason, wanted != reason { return false }
    if let wanted = jobs.queue, wanted != queue { return false }
    return jobs.limits.contains(queue: queue)
  }

  // MARK: What is not a job

  private var namesOnlyBatch: Bool {
    var other = filter
    other.jobs.batch = nil
    return other.namesNothing
  }

  private func means(queue name: String) -> Bool {
    guard jobs.limits.contains(queue: name) else { return false }
    if namesNothing { return true }
    var other = filter
    other.jobs.queue = nil
    return jobs.queue == name && other.namesNothing
  }

  private func means(schedule: Schedule) -> Bool {
    let job = schedule.spec.job
    guard jobs.limits.contains(JobRealm(queue: job.queue, kind: job.work.kind)) else { return false }
    if namesNothing { return true }
    var other = filter
    other.jobs.schedule = nil
    return jobs.schedule.map { ByteText($0) } == ByteText(schedule.name) && other.namesNothing
  }

  /// What its reader is told of a schedule, and whether it is gone for it; `nil` if it is nothing to it. One that was
  /// replaced by another that its reader may not see is told as it was last, with nothing of what it is now.
  func seen(_ schedule: Schedule, isDeleted: Bool, before: Schedule?) -> (schedule: Schedule, isDeleted: Bool)? {
    if sees(schedule.spec.job) { return (schedule, isDeleted) }
    guard let before, sees(before.spec.job) else { return nil }
    return (before, true)
  }

  /// As whoever replaces a schedule has to see it, follow-ups included.
  private func sees(_ job: NewJob) -> Bool {
    jobs.limits.isEmpty || job.fault == nil && jobs.limits.breach(by: job) == nil
  }

  // MARK: By what is shown

  /// What a change is to a reader.
  enum Verdict: Equatable {
    case isNotMeant
    case isMeant
    /// The job was meant, and is not any more.
    case hasLeft
    /// It was meant, and its reader does not see where it is now.
    case isOutOfSight
  }

  func verdict(_ news: JobNews) -> Verdict {
    let job = news.job
    let isSeen = jobs.limits.contains(JobRealm(queue: job.queue, kind: job.kind))
    if isSeen && means(job, knowing: news.known, isLast: news.what == .deleted) { return .isMeant }
    guard let before = news.before else { return .isNotMeant }
    var old = job
    (old.state, old.reason, old.queue) = (before.state, before.reason, before.queue)
    (old.name, old.tags, old.exitCode) = (before.name, before.tags, before.exitCode)
    guard jobs.limits.contains(JobRealm(queue: old.queue, kind: old.kind)),
      // Of one that has gone out of sight it may not be known any more what it was called here.
      means(old, knowing: news.known, isLast: !isSeen)
    else { return .isNotMeant }
    return isSeen ? .hasLeft : .isOutOfSight
  }

  /// - Parameters:
  ///   - known: what is not known of it matches nothing,
  ///   - isLast: but whoever has seen the job is told that it is gone, and so may be who has not.
  func means(_ job: EventJob, knowing known: JobNews.Known = JobNews.Known(), isLast: Bool = false) -> Bool {
    guard means(job.state, job.reason, in: job.queue) else { return false }
    if let kind = jobs.kind, kind != job.kind { return false }
    if let batch = jobs.batch, batch != job.batch { return false }
    if let since = jobs.since, job.createdAt < since { return false }
    if let until = jobs.until, job.createdAt >= until { return false }
    if let code = filter.exitCode, code != job.exitCode, known.exit || !isLast { return false }
    if glob == nil && jobs.tags.isEmpty && jobs.schedule == nil { return true }
    guard known.labels else { return isLast }
    if let schedule = jobs.schedule, job.schedule.map({ ByteText($0) }) != ByteText(schedule) { return false }
    if let glob, !glob.matches(job.name) { return false }
    return jobs.tags.allSatisfy { key, value in job.tags[key].map { ByteText($0) } == ByteText(value) }
  }
}
