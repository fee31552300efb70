// Says whether a submission may be stored: every bound and every rule about its fields, all faults at once.

extension NewJob {
  /// Throws `SubmitError.invalid` with every fault found; `index` is the job's place in its batch.
  func validate(index: Int = 0) throws(SubmitError) {
    let faults = self.faults()
    if !faults.isEmpty { throw .invalid(faults, index: index) }
  }

  /// All that is wrong with this submission; empty when it may be stored.
  public func faults() -> [FieldFault] {
    var check = FieldChecks()
    for fault in ownFaults() { check.fault(fault.field, fault.detail) }
    check.then(then)
    return check.faults
  }

  /// What is wrong with this job, apart from its follow-ups.
  func ownFaults() -> [FieldFault] {
    var check = FieldChecks()
    if let fault { check.fault("work", "is a job of which something cannot be read: \(fault.parts)") }
    check.work(work)
    check.executor(executor, of: work)
    if let name { check.name(name) }
    check.queueName(queue)
    check.priority(priority)
    check.start(start)
    check.time("deadline", deadline)
    check.timeLimit("timeout", timeoutMicros)
    check.duration("grace", graceMicros)
    check.duration("keep_for", keepForMicros)
    check.retry(retry)
    check.tags(tags)
    check.process(process)
    check.surroundings(process, of: work)
    check.after(after)
    check.slotsNeeded(slotsNeeded)
    if let unique { check.unique(unique) }
    if let limit { check.limit(limit) }
    check.callbacks(callbacks)
    return check.faults
  }
}

extension QueueChange {
  /// All that is wrong with a queue of this name, or with this change of it; empty when it can be made.
  public func faults(name: String) -> [FieldFault] {
    var check = FieldChecks()
    check.queueName(name)
    let settings = applied(to: QueueSettings())
    check.queueSettings(settings)
    if let fault = settings.runAsFault { check.fault(fault.field, fault.detail) }
    return check.faults
  }
}

extension JobPatch {
  /// All that is wrong with this edit; empty when it may be applied.
  public func faults() -> [FieldFault] {
    var check = FieldChecks()
    if case .set(let name) = name { check.name(name) }
    if let queue { check.queueName(queue) }
    if let priority { check.priority(priority) }
    check.start(start)
    if case .set(let time) = deadline { check.time("deadline", time) }
    if case .set(let micros) = timeoutMicros { check.timeLimit("timeout", micros) }
    if let retry { check.retry(retry) }
    if let tags { check.tags(tags) }
    if let after { check.after(after) }
    if let work { check.work(work.alone) }
    if case .set(let executor) = executor { check.executorName(executor) }
    if case .set(let micros) = graceMicros { check.duration("grace", micros) }
    if case .set(let micros) = keepForMicros { check.duration("keep_for", micros) }
    if let slotsNeeded { check.slotsNeeded(slotsNeeded) }
    if case .set(let rule) = limit { check.limit(rule) }
    if let callbacks { check.callbacks(callbacks) }
    check.process(process.applied(to: ProcessOptions()))
    return check.faults
  }
}

extension WorkEdit {
  /// What it says, with a stand-in for what it leaves alone.
  fileprivate var alone: Work {
    switch self {
    case .exec(let argv): .exec(argv: argv)
    case .shell(let command): .shell(command)
    case .http(let request): .http(request)
    case .handler(let name, let payload): .handler(name: name ?? "any", payload: payload?.value)
    }
  }
}
