// Whether a submission may be stored by a queue that has these handlers.

extension HandlerRegistry {
  /// Throws every fault of `job` and its follow-ups; `index` is its place in its request.
  func validate(_ job: NewJob, index: Int) throws(SubmitError) {
    try job.validate(index: index)
    try checkHandlers(job, path: "", index: index)
    if job.batch != nil && job.unique?.onConflict == .return {
      throw .invalid([NewBatch.returnInBatch], index: index)
    }
  }

  /// Throws if `job` or a follow-up of it needs a handler that is not there.
  func checkHandlers(_ job: NewJob, path: String, index: Int) throws(SubmitError) {
    if case .handler(let name, _) = job.work {
      if !knows(name) {
        let known = names.joined(separator: ", ")
        let detail = "no handler \"\(name)\" is registered; there are \(known)"
        throw .invalid([FieldFault(field: path + "handler", detail: detail)], index: index)
      }
      if job.executor == Lane.processExecutor && !isOutside(name) {
        let detail =
          "handler \"\(name)\" has no worker processes; the configuration names a command for those that have"
        throw .invalid([FieldFault(field: path + "executor", detail: detail)], index: index)
      }
    }
    for (number, followUp) in job.then.enumerated() {
      try checkHandlers(followUp.job, path: "\(path)then[\(number)].job.", index: index)
    }
  }
}
