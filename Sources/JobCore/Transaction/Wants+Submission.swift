// What a submission is going to ask for.

extension Wants {
  /// Its parents, its batches, its unique keys and its own key; `nil` if it has none.
  init?(of jobs: [NewJob], key: String? = nil) {
    self.init()
    if let key { answers.append(key) }
    for job in jobs { add(job) }
    if isEmpty { return nil }
  }

  /// What an edit of a job is going to ask for, and its new parents.
  init(editing id: JobID, _ patch: JobPatch) {
    self.init(jobs: [id], decisive: [id])
    for dependency in patch.after ?? [] { add(dependency.parent) }
  }

  /// These.
  init(among nodes: some Sequence<Parent>) {
    self.init()
    for node in nodes { add(node) }
  }

  private mutating func add(_ node: Parent) {
    switch node {
    case .job(let id): jobs.append(id)
    case .batch(let id): batches.insert(id.value)
    }
  }

  private mutating func add(_ job: NewJob) {
    if count >= Limits.readAheadMax { return }
    for dependency in job.after { add(dependency.parent) }
    if let batch = job.batch { batches.insert(batch.value) }
    if let key = job.unique?.key { uniques.append(key) }
    for followUp in job.then { add(followUp.job) }
  }
}
