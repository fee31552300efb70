// A job with everything there is to know about it, from what a store reads of it.

extension JobDetail {
  /// - Parameters:
  ///   - submitted: without what rows of other tables say.
  ///   - row: what the job's own row says beside what is shown of each job.
  init(
    _ job: Job, submitted: NewJob, deadline: Timestamp?, slotsNeeded: Int, limit: LimitRule?, unique: UniqueRule?,
    attempts: [Attempt], callbacks: [CallbackStatus], http: HTTPAnswer?
  ) {
    var spec = submitted
    spec.queue = job.queue
    spec.priority = job.priority
    spec.isShielded = job.isShielded
    spec.batch = job.batch
    spec.after = job.parents.map { Dependency($0.parent, on: $0.on) }
    spec.limit = limit
    spec.unique = unique
    spec.holds = job.state == .held
    spec.start = job.runAt.map(StartRule.at) ?? .now
    spec.deadline = deadline
    spec.slotsNeeded = slotsNeeded
    var job = job
    if let fault = submitted.fault, !job.state.isTerminal { job.cause = .attempt(fault.failure) }
    let history = attempts + [job.runningAttempt].compactMap(\.self)
    self.init(job: job, spec: spec, attempts: history, callbacks: callbacks, http: http)
  }
}

extension ParentLink {
  init(_ edge: EdgeRow) {
    let isMet = edge.outcome == .pending ? nil : edge.outcome == .met
    self.init(parent: edge.dependency.parent, on: edge.dependency.on, isMet: isMet)
  }
}
