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
    if case .handler(let name, _) = job.work, let fault = fault(name, executor: job.executor) {
      throw .invalid([FieldFault(field: path + fault.field, detail: fault.detail)], index: index)
    }
    for (number, followUp) in job.then.enumerated() {
      try checkHandlers(followUp.job, path: "\(path)then[\(number)].job.", index: index)
    }
  }

  private func fault(_ name: String, executor: String?) -> FieldFault? {
    let executors = [Lane.asyncExecutor, Lane.processExecutor, Lane.remoteExecutor]
    if let executor, !executors.contains(executor) {
      let detail = "there is no executor \"\(executor)\"; there are \(executors.joined(separator: ", "))"
      return FieldFault(field: "executor", detail: detail)
    }
    // Which names remote workers know is known to them alone.
    if executor == Lane.remoteExecutor { return nil }
    if !knows(name) {
      let known = names.joined(separator: ", ")
      return FieldFault(field: "handler", detail: "no handler \"\(name)\" is registered; there are \(known)")
    }
    switch executor {
    case Lane.processExecutor where !isOutside(name):
      let detail = "handler \"\(name)\" has no worker processes; the configuration names a command for those that have"
      return FieldFault(field: "executor", detail: detail)
    case Lane.asyncExecutor where handler(name) == nil:
      return FieldFault(field: "executor", detail: "handler \"\(name)\" runs in worker processes only")
    default: return nil
    }
  }
}
