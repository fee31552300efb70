// The jobs and batches that submissions and edits name, gathered so that a limited identity's right to them is asked
// for once.

import JobCore

/// What something refers to.
struct JobReferences {
  private(set) var jobs: Set<JobID> = []
  private(set) var batches: Set<BatchID> = []

  /// A submission and all its follow-ups.
  mutating func add(_ job: NewJob) {
    add(job.after)
    if let batch = job.batch { batches.insert(batch) }
    for followUp in job.then { add(followUp.job) }
  }

  mutating func add(_ parents: [Dependency]) {
    for dependency in parents {
      switch dependency.parent {
      case .job(let id): jobs.insert(id)
      case .batch(let id): batches.insert(id)
      }
    }
  }
}
