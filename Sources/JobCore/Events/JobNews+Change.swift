// Between what is kept of a change and what is shown of it.

extension JobChange {
  /// The starts that have left something which is shown of this, and is not known here.
  var startsToRead: [JobStart] {
    if what == .deleted || facts.starts == 0 { return [] }
    var starts: [JobStart] = []
    if facts.exit == nil || facts.flags.contains(.hasProgress) && progress == nil {
      starts.append(JobStart(job: facts.id, start: facts.starts))
    }
    if let earlier = startBefore { starts.append(earlier) }
    return starts
  }

  /// Of a job that has just started once more, the start whose end was shown until now.
  fileprivate var startBefore: JobStart? {
    guard facts.state == .running, facts.starts > 1, let before, before.state != .running else { return nil }
    return JobStart(job: facts.id, start: facts.starts - 1)
  }

  fileprivate var progress: Progress? {
    if case .progress(let progress) = detail { progress } else { nil }
  }
}

extension JobNews {
  /// - Parameters:
  ///   - labels: `nil` if the job is gone.
  ///   - attempts: what the starts have left of which it said that they are to be read.
  convenience init(_ change: JobChange, _ read: EventLabels?, _ attempts: [JobStart: EventAttempt]) {
    let facts = change.facts
    var labels = read
    var old: JobLabels?
    if case .labels(let before, let now) = change.detail {
      old = before
      labels = EventLabels(
        name: now.name, tags: now.tags, command: read?.command, schedule: read?.schedule, queue: facts.queue)
    }
    let left = attempts[JobStart(job: facts.id, start: facts.starts)]
    let progress = facts.flags.contains(.hasProgress) ? change.progress ?? left?.progress : nil
    let exit = facts.exit ?? left?.exit
    let job = EventJob(facts, labels, EventAttempt(exit: exit ?? AttemptExit(), progress: progress))
    let before = change.before.map { before in
      let exitCode =
        if before.state == .running {
          Int32?.none
        } else if let start = change.startBefore {
          attempts[start]?.exit.code
        } else {
          job.exitCode
        }
      return Before(
        state: before.state, reason: before.reason, queue: before.queue ?? job.queue,
        name: old.map { $0.name ?? "job-\(facts.id)" } ?? job.name, tags: old?.tags ?? job.tags, exitCode: exitCode)
    }
    self.init(
      What(change.what), job, knows: Known(labels: labels != nil, exit: exit != nil, queue: labels?.queue),
      before: before)
  }
}
