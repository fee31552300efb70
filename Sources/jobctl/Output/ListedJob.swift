// A job as a list shows it: with what is made of its fields for people.

import JobWire

/// A row of a list of jobs.
struct ListedJob: Sendable {
  /// Reasons that say all there is to say.
  private static let plainReasons: Set<String?> = ["exit", "signal", "timeout", "expired", nil]

  let job: JobView
  let moment: Moment
  /// What keeps a queued job from starting, where it was asked for.
  var why: String?
  /// How long the bar of a running job is; 0 for none.
  var barWidth = 0

  init(_ job: JobView, at moment: Moment, why: String? = nil, barWidth: Int = 0) {
    self.job = job
    self.moment = moment
    self.why = why
    self.barWidth = barWidth
  }

  /// The name that it was given, or that of the schedule which submitted it.
  var name: String? { job.name == "job-\(job.id)" ? job.schedule : job.name }

  /// What it runs.
  var command: String? { job.command ?? (job.kind == "external" ? "external" : nil) }

  /// How long it is in its state.
  var age: String { moment.age(of: job.stateSince ?? job.createdAt) }

  /// How long it has taken.
  var took: String? { job.duration.map { Moment.short($0.micros) } }

  /// What else a person wants to know of it at once.
  var detail: String {
    var parts: [String] = []
    switch job.state {
    case .scheduled, .retrying:
      if job.state == .retrying, job.reason != nil { parts.append(JobWords.cause(job)) }
      if let runAt = job.runAt { parts.append("starts \(moment.distance(to: runAt))") }
    case .running:
      if job.paused { parts.append("paused") }
      if job.cancelRequested { parts.append("cancel requested") }
      if let progress = ProgressText.line(job, barWidth: barWidth, at: moment) { parts.append(progress) }
    case .blocked:
      let waiting = job.parents.filter { $0.met == nil }.map(JobWords.parent)
      if let first = waiting.first {
        parts.append("after \(first)" + (waiting.count > 1 ? " and \(waiting.count - 1) more" : ""))
      }
    case .queued: if let why { parts.append(why) }
    case .skipped, .cancelled: if let message = job.error?.message, !message.isEmpty { parts.append(message) }
    case .failed: parts.append(failure)
    case .held: if job.paused { parts.append("paused") }
    case .succeeded: break
    }
    if job.attempt > 1 { parts.append("attempt \(job.attempt)/\(job.maxAttempts)") }
    return parts.joined(separator: ", ")
  }

  private var failure: String {
    let cause = JobWords.cause(job)
    guard !Self.plainReasons.contains(job.reason), let message = job.error?.message, !message.isEmpty else {
      return cause
    }
    return message.hasPrefix(cause) ? message : "\(cause): \(message)"
  }
}
