// What a submission is going to ask for.

extension Wants {
  /// Its parents that are jobs, and its unique keys; `nil` if it has neither.
  init?(of jobs: [NewJob]) {
    self.init()
    for job in jobs { add(job) }
    if isEmpty { return nil }
  }

  private mutating func add(_ job: NewJob) {
    if count >= Limits.readAheadMax { return }
    for case .job(let id) in job.after.lazy.map(\.parent) { jobs.append(id) }
    if let key = job.unique?.key { uniques.append(key) }
    for followUp in job.then { add(followUp.job) }
  }
}
