// A submission from the wire as the engine wants it. Types and syntax are right already; what is left here is to bring
// its fields into the engine's units.

import JobCore
import JobWire

extension NewJob {
  /// - Parameters:
  ///   - sender: who submits it, and with them what they are limited to.
  ///   - path: where the submission stands in its request: `job.` in a schedule.
  /// - Errors: every field that cannot be taken, those the engine refuses included, in one answer.
  init(_ request: SubmitRequest, by sender: Identity?, path: String = "") throws(HTTPFault) {
    var problems: [FieldProblem] = []
    self.init(request, by: sender, path: path, depth: 0, problems: &problems)
    guard problems.isEmpty else {
      problems += faults().map { FieldProblem(field: path + $0.field, detail: $0.detail) }
      throw .invalid(problems)
    }
  }

  /// - Parameters:
  ///   - path: where the submission stands in its request: `then[0].job.`
  ///   - depth: how many follow-ups it stands in.
  private init(
    _ request: SubmitRequest, by sender: Identity?, path: String, depth: Int, problems: inout [FieldProblem]
  ) {
    // Work that cannot be read is refused in any case; a stand-in lets the other fields be checked.
    self.init(Work(request) ?? .exec(argv: ["unavailable"]))
    // Looked up where one job is submitted alone; here it is one of many, or is stored to be submitted later.
    if request.copyOf != nil {
      problems.append(FieldProblem(field: path + "copy_of", detail: "is for a job that is submitted alone"))
    }
    problems += request.maskProblems(path)
    submittedBy = sender?.name
    limits = sender.flatMap { $0.isLimited ? $0.limits : nil }
    grantedBy = sender?.submitter
    runAs = sender?.runAs
    executor = request.executor
    name = request.name
    if let queue = request.queue { self.queue = queue }
    if let priority = request.priority { self.priority = priority }
    if let delay = request.delay { start = .after(micros: delay.micros) }
    if let runAt = request.runAt { start = .at(Timestamp(runAt)) }
    holds = request.hold ?? false
    timeoutMicros = request.timeout?.micros
    graceMicros = request.grace?.micros
    deadline = request.deadline.map { Timestamp($0) }
    if let retry = request.retry { self.retry = RetryRule(retry) }
    isShielded = request.shield ?? false
    if let tags = request.tags { self.tags = tags }
    process = ProcessOptions(request, path: path, problems: &problems)
    keepForMicros = request.keepFor?.micros
    if let slots = request.slotsNeeded { slotsNeeded = slots }
    unique = request.unique.map { UniqueRule($0) }
    // Whoever may not look at jobs is not answered with one, only that the key is taken.
    if unique?.onConflict == .return, let sender, Authority.decide(sender, .look, .any) != .allowed {
      unique?.onConflict = .reject
    }
    limit = request.limit.map { LimitRule($0) }
    batch = request.batch.map { BatchID($0) }
    if let after = request.after { self.after = after.map { Dependency($0) } }
    if let callbacks = request.callbacks { self.callbacks = callbacks.map { Callback($0) } }
    guard let then = request.then else { return }
    // What is deeper is not looked at: the engine refuses it for its depth, whatever it is.
    guard depth <= Limits.thenDepthMax else { return }
    self.then = then.enumerated().map { index, followUp in
      let job = NewJob(
        followUp.job, by: sender, path: "\(path)then[\(index)].job.", depth: depth + 1,
        problems: &problems)
      return FollowUp(on: followUp.on.map { EndCondition($0) } ?? .success, job)
    }
  }
}

extension Work {
  /// `nil` for a kind this version does not run.
  fileprivate init?(_ request: SubmitRequest) {
    if let argv = request.argv {
      self = .exec(argv: argv)
    } else if let shell = request.shell {
      self = .shell(shell)
    } else if let handler = request.handler {
      self = .handler(name: handler, payload: request.payload?.text)
    } else if request.external == true {
      self = .external
    } else if let http = request.http {
      self = .http(HTTPWork(http))
    } else {
      return nil
    }
  }
}
