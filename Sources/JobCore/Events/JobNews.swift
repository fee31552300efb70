// A change of a job with all that a table shows of it: made once, for all who hear of it.

import Synchronization

/// What has become of a job.
public final class JobNews: Sendable {
  /// What has happened.
  public enum What: Sendable {
    /// It is new, or in another state.
    case moved
    /// Something else that is shown of it has changed.
    case edited
    /// It has said how far it is.
    case progressed
    /// It is not there any more, or not for whoever hears of it; this is how it was last.
    case deleted
  }

  /// What has happened.
  public let what: What
  /// The job since then.
  public let job: EventJob
  let known: Known
  /// What filters saw of it before, if it was there.
  let before: Before?
  private let text = Mutex<SentEvent?>(nil)
  /// Bytes that are kept for it with the text that stands for it, roughly.
  let keptBytes: Int

  /// What was there to be read: a job may have gone before.
  struct Known {
    var labels = true
    var exit = true
    /// The queue it was in when its names were read, which may be later than this.
    var queue: String?
  }

  /// What may change of what filters look at.
  struct Before: Equatable {
    var state: JobState
    var reason: Reason?
    var queue: String
    var name: String
    var tags: [String: String]
    var exitCode: Int32?
  }

  init(_ what: What, _ job: EventJob, knows known: Known = Known(), before: Before? = nil) {
    (self.what, self.job, self.known, self.before) = (what, job, known, before)
    let old = before.map { $0.tags == job.tags ? 0 : $0.tags.keptBytes } ?? 0
    keptBytes = Self.bytes + 2 * job.textBytes + old
  }

  /// Of one without any texts: the object, and the names and numbers in the text that stands for it.
  private static let bytes = 1_024

  /// The text that stands for it as a change, made when it is first asked for.
  package func text(_ make: () -> SentEvent) -> SentEvent {
    if let made = text.withLock(\.self) { return made }
    let made = make()
    text.withLock { $0 = made }
    return made
  }

  /// For who sees only jobs within these limits: names that were read after the job had left them are not its business.
  func seen(within limits: RealmLimits) -> JobNews {
    guard let queue = known.queue, !limits.contains(queue: queue) else { return self }
    return JobNews(what, job.withoutLabels, knows: Known(labels: false, exit: known.exit), before: before)
  }

  /// For who may not see where the job has gone: it is gone. What is said of it is what its reader has seen before, and
  /// cannot have changed there; by `rev` it knows that this comes after that.
  var hidden: JobNews {
    var gone = job.withoutLabels
    if let before { (gone.queue, gone.state, gone.reason) = (before.queue, before.state, before.reason) }
    (gone.priority, gone.attempt, gone.maxAttempts, gone.isCancelRequested) = (0, 0, 0, false)
    (gone.stateSince, gone.runAt, gone.startedAt, gone.finishedAt) = (nil, nil, nil, nil)
    gone.isPaused = false
    (gone.progress, gone.exitCode, gone.signal) = (nil, nil, nil)
    return JobNews(.deleted, gone, knows: Known(labels: false, exit: false))
  }
}

extension JobNews.What {
  init(_ what: JobChange.What) {
    switch what {
    case .moved: self = .moved
    case .edited: self = .edited
    case .progressed: self = .progressed
    case .deleted: self = .deleted
    }
  }
}

extension EventJob {
  /// Bytes of its texts.
  fileprivate var textBytes: Int {
    let texts = [name, queue, command, schedule, progress?.note].reduce(0) { $0 + ($1?.utf8.count ?? 0) }
    return texts + tags.keptBytes
  }

  /// Without what was read of it beside its row.
  fileprivate var withoutLabels: EventJob {
    var job = self
    (job.name, job.tags, job.command, job.schedule) = ("job-\(id)", [:], nil, nil)
    return job
  }

  /// - Parameters:
  ///   - labels: `nil` if it is gone.
  ///   - attempt: what its latest attempt has left, if there is anything.
  init(_ facts: JobFacts, _ labels: EventLabels?, _ attempt: EventAttempt) {
    let began = facts.state.began(
      started: facts.startedAt, finished: facts.finishedAt, waiting: facts.waitingSince)
    self.init(
      id: facts.id, rev: facts.rev, name: labels?.name ?? "job-\(facts.id)", kind: facts.kind, command: labels?.command,
      queue: facts.queue, priority: facts.priority, state: facts.state, stateSince: began ?? facts.createdAt,
      reason: facts.reason, attempt: facts.attempt, maxAttempts: facts.maxAttempts, progress: attempt.progress,
      isPaused: !facts.flags.isDisjoint(with: .anyPause),
      isCancelRequested: facts.flags.contains(.cancelRequested), tags: labels?.tags ?? [:],
      batch: facts.batch.map { BatchID($0) }, schedule: labels?.schedule, createdAt: facts.createdAt,
      runAt: facts.runAt, startedAt: facts.startedAt, finishedAt: facts.finishedAt, exitCode: attempt.exit.code,
      signal: attempt.exit.signal)
  }

  /// One that was read.
  init(_ job: Job) {
    self.init(
      id: job.id, rev: job.rev, name: job.name, kind: job.kind, command: job.command, queue: job.queue,
      priority: job.priority, state: job.state, stateSince: job.stateSince, reason: job.reason, attempt: job.attempt,
      maxAttempts: job.maxAttempts, progress: job.progress, isPaused: job.isPaused,
      isCancelRequested: job.isCancelRequested, tags: job.tags,
      batch: job.batch, schedule: job.schedule, createdAt: job.createdAt, runAt: job.runAt, startedAt: job.startedAt,
      finishedAt: job.finishedAt, exitCode: job.exitCode, signal: job.signal)
  }
}
