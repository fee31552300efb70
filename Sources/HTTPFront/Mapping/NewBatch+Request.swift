// A batch from the wire, and which of its jobs a refusal is about.

import JobCore
import JobWire

extension NewBatch {
  /// - Errors: every field of the first job that cannot be taken.
  init(_ request: BatchRequest, by sender: Identity) throws(HTTPFault) {
    // Counted before any of them is looked at.
    let count = request.jobs?.count ?? 0
    guard count <= Limits.batchJobsMax else { throw .tooManyLines(count) }
    var jobs: [NewJob] = []
    jobs.reserveCapacity(count)
    for (index, job) in (request.jobs ?? []).enumerated() {
      jobs.append(try NewJob(job, by: sender, path: "jobs[\(index)]."))
    }
    self.init(jobs: jobs)
    name = request.name
    isFailFast = request.failFast ?? false
    // Without `jobs` the sender means to add some later; with an empty list there are none.
    staysOpen = request.open ?? (request.jobs == nil)
    timeoutMicros = request.timeout?.micros
    deadline = request.deadline.map { Timestamp($0) }
    if let callbacks = request.callbacks { self.callbacks = callbacks.map { Callback($0) } }
    submittedBy = sender.name
    var problems = (request.callbacks ?? []).maskProblems("callbacks")
    problems += faults().map { FieldProblem(field: $0.field, detail: $0.detail) }
    guard problems.isEmpty else { throw .invalid(problems) }
  }
}

extension HTTPFault {
  /// What the engine has against a batch, with the place of the job it is about.
  init(batch error: SubmitError) {
    switch error {
    case .invalid(let faults, let index):
      self = .invalid(faults.map { FieldProblem(field: "jobs[\(index)].\($0.field)", detail: $0.detail) })
    case .duplicate(_, _, _, let index): self = .submitOne(error, .member(index))
    default: self = .submit(error)
    }
  }
}
