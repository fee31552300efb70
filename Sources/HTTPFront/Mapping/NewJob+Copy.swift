// A stored submission that is submitted again, with other fields over it. What a reader was shown a mask for is taken from
// the store: a mask is never stored in the place of a secret.

import JobCore
import JobWire

extension NewJob {
  /// - Parameters:
  ///   - stored: what is copied.
  ///   - request: what it says is over the stored fields; for the rest it is read as any submission is.
  /// - Errors: as for any submission, and if what is stored cannot be read.
  init(copying stored: JobDetail, _ request: SubmitRequest, by sender: Identity) throws(HTTPFault) {
    guard stored.spec.fault == nil else {
      throw .invalid([FieldProblem(field: "copy_of", detail: "names a job that cannot be read where it is stored")])
    }
    var fields = request
    fields.copyOf = nil
    fields.unmask(from: stored.spec, callbacks: stored.ownCallbacks)
    // Of what was not given it has the defaults: what ties a job to others is as for a job that is submitted anew.
    let given = try NewJob(fields, by: sender)
    self = given
    // A command that another user has chosen never becomes one of jobd's own.
    runAs = given.runAs ?? stored.spec.runAs
    if let other = stored.spec.runAs, let own = given.runAs, other != own {
      let detail = "names a job that runs as \(other); what \(sender.name) submits runs as \(own)"
      throw .invalid([FieldProblem(field: "copy_of", detail: detail)])
    }
    work = stored.spec.work
    executor = fields.executor == nil ? stored.spec.executor : given.executor
    name = fields.name ?? stored.spec.name
    queue = fields.queue ?? stored.spec.queue
    priority = fields.priority ?? stored.spec.priority
    holds = fields.hold ?? stored.spec.holds
    tags = fields.tags ?? stored.spec.tags
    slotsNeeded = fields.slotsNeeded ?? stored.spec.slotsNeeded
    isShielded = fields.shield ?? stored.spec.isShielded
    if fields.timeout == nil { timeoutMicros = stored.spec.timeoutMicros }
    if fields.grace == nil { graceMicros = stored.spec.graceMicros }
    if fields.deadline == nil { deadline = stored.spec.deadline }
    if fields.retry == nil { retry = stored.spec.retry }
    if fields.limit == nil { limit = stored.spec.limit }
    if fields.keepFor == nil { keepForMicros = stored.spec.keepForMicros }
    if fields.callbacks == nil { callbacks = stored.ownCallbacks }
    process = ProcessOptions(stored.spec.process, under: given.process, fields)
  }

  /// Whether a reader who may submit is shown a mask instead of part of it.
  static func hidesPart(of stored: JobDetail) -> Bool {
    let process = stored.spec.process
    if process.stdin != nil || process.environment.keys.contains(where: SecretName.isMeant(by:)) { return true }
    if stored.ownCallbacks.contains(where: \.hidesPart) { return true }
    guard case .http(let work) = stored.spec.work else { return false }
    let shown = HTTPSpec(masking: work, for: .path)
    return shown.url != work.url || (shown.headers ?? [:]) != work.headers
      || shown.body.map { Array($0.utf8) } != work.body
  }
}

extension ProcessOptions {
  /// The stored ones under those that a request gives.
  fileprivate init(_ stored: ProcessOptions, under given: ProcessOptions, _ request: SubmitRequest) {
    self = stored
    if request.cwd != nil { workingDirectory = given.workingDirectory }
    if request.env != nil { environment = given.environment }
    if request.clearEnv != nil { clearsEnvironment = given.clearsEnvironment }
    if request.umask != nil { umask = given.umask }
    if request.nice != nil { nice = given.nice }
    if request.interactive != nil { isInteractive = given.isInteractive }
    if request.mergeStderr != nil { mergesStderr = given.mergesStderr }
    if request.logLimit != nil { logLimitBytes = given.logLimitBytes }
    if request.stdin != nil || request.stdinBase64 != nil { stdin = given.stdin }
  }
}

extension JobDetail {
  /// Those that came with the job, once each: that of an earlier end is there beside that of the next one. Those of its
  /// queue are given to it by the queue.
  var ownCallbacks: [Callback] {
    var own: [Callback] = []
    for status in callbacks where status.isOwn && !own.contains(status.callback) { own.append(status.callback) }
    return own
  }
}
