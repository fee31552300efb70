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

  /// Throws if `job` or a follow-up of it needs a handler or an executor that is not there.
  func checkHandlers(_ job: NewJob, path: String, index: Int) throws(SubmitError) {
    if case .handler(let name, _) = job.work, place(of: name, executor: job.executor) == nil {
      throw .invalid([refusal(of: name, executor: job.executor, path: path)], index: index)
    }
    for (number, followUp) in job.then.enumerated() {
      try checkHandlers(followUp.job, path: "\(path)then[\(number)].job.", index: index)
    }
  }

  /// What to say about a handler or executor that cannot be had.
  private func refusal(of handler: String, executor: String?, path: String) -> FieldFault {
    guard knows(handler) else {
      let known = names.joined(separator: ", ")
      return FieldFault(
        field: path + "handler", detail: "no handler \"\(handler)\" is registered; there are \(known)")
    }
    let choices = executors(of: handler).joined(separator: ", ")
    let why =
      executor == Lane.processExecutor
      ? "handler \"\(handler)\" has no worker processes" : "handler \"\(handler)\" cannot run in \"\(executor ?? "")\""
    return FieldFault(field: path + "executor", detail: "\(why); it can run in \(choices)")
  }
}
