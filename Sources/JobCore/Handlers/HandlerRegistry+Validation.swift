// Whether a submission may be stored by a queue that has these handlers, and these parts that speak outward.

extension HandlerRegistry {
  /// Throws every fault of `job` and its follow-ups; `index` is its place in its request.
  func validate(_ job: NewJob, index: Int) throws(SubmitError) {
    try job.validate(index: index)
    try checkHandlers(job, path: "", index: index)
    if job.batch != nil && job.unique?.onConflict == .return {
      throw .invalid([NewBatch.returnInBatch], index: index)
    }
  }

  /// Throws if `job` or a follow-up of it needs a handler, an executor or a part that is not there.
  func checkHandlers(_ job: NewJob, path: String, index: Int) throws(SubmitError) {
    if let fault = fault(of: job.work, executor: job.executor, path: path) { throw .invalid([fault], index: index) }
    let uncallable = lacking(job.callbacks) { "\(path)callbacks[\($0)]." }
    if !uncallable.isEmpty { throw .invalid(uncallable, index: index) }
    for (number, followUp) in job.then.enumerated() {
      try checkHandlers(followUp.job, path: "\(path)then[\(number)].job.", index: index)
    }
  }

  /// Why nobody is there to carry out this work so; `nil` if somebody is.
  func fault(of work: Work, executor: String?, path: String = "") -> FieldFault? {
    if case .handler(let name, _) = work, place(of: name, executor: executor) == nil {
      return refusal(of: name, executor: executor, path: path)
    }
    if case .http = work, lacks.contains(.httpJobs) {
      return FieldFault(field: path + "http", detail: OutwardPart.httpJobs.lack)
    }
    return nil
  }

  /// What is wrong with callbacks that nobody is there to call.
  ///
  /// - Parameter field: what the names of a callback's fields begin with.
  func lacking(
    _ callbacks: [Callback], field: (Int) -> String = { "callbacks[\($0)]." }
  ) -> [FieldFault] {
    guard lacks.contains(.callbacks) else { return [] }
    return callbacks.enumerated().compactMap { index, callback in
      guard case .url = callback.target else { return nil }
      return FieldFault(field: field(index) + "url", detail: OutwardPart.callbacks.lack)
    }
  }

  /// What to say about a handler or executor that cannot be had.
  private func refusal(of handler: String, executor: String?, path: String) -> FieldFault {
    guard knows(handler) else {
      let known = names.joined(separator: ", ")
      return FieldFault(
        field: path + "handler", detail: "no handler \"\(handler.firstBytes(60))\" is registered; there are \(known)")
    }
    let choices = executors(of: handler).joined(separator: ", ")
    let why =
      executor == Lane.processExecutor
      ? "handler \"\(handler)\" has no worker processes"
      : "handler \"\(handler)\" cannot run in \"\((executor ?? "").firstBytes(60))\""
    return FieldFault(field: path + "executor", detail: "\(why); it can run in \(choices)")
  }
}
