// The one place where errors become a status, a code and words for the person who made the request.

import JobCore
import JobWire

extension Problem {
  init(_ fault: HTTPFault) {
    switch fault {
    case .http(let fault): self.init(fault)
    case .unauthenticated(let detail):
      self.init(
        .unauthenticated, detail: detail, hint: "Send Authorization: Bearer with a token of the daemon's token file.")
    case .tokensUnknown:
      self.init(
        .shuttingDown, detail: "the token file cannot be looked at, so it is not known which tokens are valid",
        hint: "Try again in a moment; /readyz says how the token file is.")
      title = "The daemon is busy"
    case .forbidden(let detail, let hint): self.init(.forbidden, detail: detail, hint: hint)
    case .noSuchPath(let path): self.init(.notFound, detail: "there is nothing at \(path.clipped())")
    case .otherStore(let asked, let here):
      self.init(
        .otherStore, detail: "the request is meant for the store \(asked.clipped()), but this is the store \(here)",
        hint: "Ids of another database mean nothing here: look for the job by its name, tags or unique key.")
    case .methodNotAllowed(let method, let allowed):
      self.init(
        .methodNotAllowed, detail: "\(method.clipped()) is not possible here",
        hint: "Use \(allowed.joined(separator: ", ")).")
    case .unsupportedMediaType(let type, let wanted):
      self.init(
        .unsupportedMediaType, detail: "the body is \(type.map { "\"\($0.clipped())\"" } ?? "of no declared type")",
        hint: "Send \(wanted) with that Content-Type.")
    case .syntax(let error): self.init(.badRequest, detail: "the body is not valid JSON: \(error)")
    case .invalid(let problems):
      self.init(.badRequest, detail: Self.sentence(problems), hint: Self.fieldsHint, errors: problems)
    case .invalidLine(let line, let problems):
      self.init(
        .badRequest, detail: "line \(line): \(Self.sentence(problems)); nothing was stored", hint: Self.fieldsHint,
        errors: problems, line: line)
    case .tooManyLines(let count):
      self.init(
        .payloadTooLarge, detail: "\(count) jobs are more than the \(Limits.batchJobsMax) of one request",
        hint: "Submit them in several requests.")
    case .rangeNotSatisfiable(let size):
      self.init(.rangeNotSatisfiable, detail: "there are \(size) bytes", hint: "Ask for a range within them.")
    case .submit(let error): self.init(error)
    case .submitOne(let error, let place):
      self.init(error)
      stand(at: place)
    case .takenKey(let key, let place):
      self.init(
        .duplicate, detail: "the unique key \"\(key.clipped())\" is taken by a job that is not yours to see",
        hint: "Use another key, or ask its owner.")
      stand(at: place)
    case .neededByOthers(let id):
      self.init(
        .invalidState, detail: "job \(id) cannot be removed: a follow-up that is not yours to see has not ended",
        hint: "Try again later, or ask its owner.", subject: .job(id.value), jobID: id.value)
    case .closedBatch(let batch): self.init(closed: batch)
    case .noParent(let parent, let problems):
      self.init(HTTPFault.invalid(problems))
      subject = parent
    case .unknownQueue(let name, let near): self.init(unknownQueue: name, near: near)
    case .unsuccessfulBatch(let batch): self.init(unsuccessful: batch)
    case .waitsForItself(let id):
      self.init(
        .invalidState, detail: "job \(id) would wait for itself, and so for ever",
        hint: "Submit a follow-up of it instead: \"after\": [\(id)].", subject: .job(id.value), jobID: id.value)
    case .job(let error): self.init(error)
    case .claim(let error): self.init(error)
    case .interrupted: self.init(.shuttingDown, detail: "the daemon is stopping", hint: "Try again when it is back.")
    case .internalError:
      self.init(.internalError, detail: "the request failed", hint: "Look at the daemon's log, and report it.")
    }
  }

  private init(unknownQueue name: String, near: String?) {
    let meant = near.map { "; did you mean \"\($0.clipped())\"?" } ?? ""
    self.init(
      .notFound, detail: "there is no queue \"\(name.clipped())\"\(meant)",
      hint: "List them with GET \(WirePaths.queues), or leave create_queue=false out to make it.",
      subject: .queue(name))
  }

  /// Adds which of many submissions it is about.
  private mutating func stand(at place: SubmitPlace?) {
    switch place {
    case nil: break
    case .line(let number):
      detail = "line \(number): \(detail); nothing was stored"
      line = number
    case .member(let index): detail = "jobs[\(index)]: \(detail); nothing was stored"
    }
  }

  private init(_ error: SubmitError) {
    switch error {
    case .invalid(let faults, _):
      let problems = faults.map { FieldProblem(field: $0.field, detail: $0.detail) }
      self.init(.badRequest, detail: Self.sentence(problems), hint: Self.fieldsHint, errors: problems)
    case .tooMany(let count): self.init(HTTPFault.tooManyLines(count))
    case .idempotencyMismatch(let key):
      self.init(
        .idempotencyMismatch, detail: "the key \"\(key.afterOwner.clipped())\" came with another request before",
        hint: "Use a new Idempotency-Key for a new request.")
    case .duplicate(let key, let holder, let state, _): self.init(key: key, holder: holder, state: state)
    case .queueFull(let name, let max):
      self.init(queueFull: name, max: max)
    case .noSuchBatch(let id):
      let problem = FieldProblem(field: "batch", detail: "there is no batch \(id)")
      self.init(
        .badRequest, detail: Self.sentence([problem]), hint: Self.fieldsHint, subject: .batch(id.value),
        errors: [problem])
    case .batchClosed(let id):
      self.init(
        .invalidState, detail: "batch \(id) takes no more jobs: it is closed, done or being cancelled",
        hint: "Create another batch with POST /v1/batches.", subject: .batch(id.value))
      title = Self.batchStateTitle
    case .lookAgain: self.init(ProtocolFault.overloaded)
    case .shuttingDown:
      self.init(
        .shuttingDown, detail: "no new jobs are taken: the daemon is drained, or it is stopping",
        hint: "Resume it if it was drained (its info says so), or try again when it is back.")
    case .store(let error): self.init(error)
    }
  }

  /// A batch that takes no more jobs, and why.
  private init(closed batch: Batch) {
    let why = batch.isDone ? "it is done" : batch.isCancelRequested ? "it is being cancelled" : "it has been closed"
    self.init(
      .invalidState, detail: "batch \(batch.id) takes no more jobs: \(why)",
      hint: "Create another batch with POST /v1/batches.", subject: .batch(batch.id.value))
    title = Self.batchStateTitle
  }

  private init(queueFull name: String, max: Int) {
    self.init(
      .queueFull, detail: "the queue \"\(name.clipped())\" has room for \(max) waiting jobs, and this would be more",
      hint: "Try again when some of them have started, or raise max_queued.", subject: .queue(name))
  }

  private init(key: String, holder: JobID, state: JobState?) {
    let stands = state.map { ", which is \($0.name)" } ?? ""
    self.init(
      .duplicate, detail: "the unique key \"\(key.clipped())\" is taken by job \(holder)\(stands)",
      hint: "Wait for job \(holder), cancel it, or submit with on_conflict return.", subject: .job(holder.value),
      jobID: holder.value)
  }

  /// Names the first member that ended without success, or says that the batch was cancelled.
  private init(unsuccessful batch: Batch) {
    let hint = "Ask with return_errors=true for what its jobs made."
    guard let job = batch.firstError else {
      let what =
        batch.isTimedOut
        ? "ran into its time limit"
        : batch.isCancelRequested ? "was cancelled" : "had jobs that did not succeed, and have been removed"
      self.init(.jobCancelled, detail: "batch \(batch.id) \(what)", hint: hint, subject: .batch(batch.id.value))
      return
    }
    if job == batch.firstFailure {
      self.init(
        .jobFailed, detail: "job \(job) of batch \(batch.id) failed",
        hint: "Look at its error with GET /v1/jobs/\(job), or ask with return_errors=true.",
        subject: .batch(batch.id.value),
        jobID: job.value)
    } else {
      let what = batch.isTimedOut ? "batch \(batch.id) ran into its time limit; " : ""
      self.init(
        .jobCancelled, detail: "\(what)job \(job) of batch \(batch.id) was cancelled or skipped", hint: hint,
        subject: .batch(batch.id.value), jobID: job.value)
    }
  }

  private static let batchStateTitle = "The batch is in the wrong state for this"

  private init(_ error: JobError) {
    switch error {
    case .notFound(let id):
      self.init(
        .notFound, detail: "there is no job \(id)", hint: "List the jobs there are with GET /v1/jobs.",
        subject: .job(id.value))
    case .invalidState(let id, let state, let verb):
      self.init(
        .invalidState, detail: WrongState.sentence(id, state, verb),
        hint: "Look at it with GET /v1/jobs/\(id).", subject: .job(id.value), jobID: id.value)
    case .timePassed(let id, let micros): self.init(timePassed: micros, of: id)
    case .attemptsUsed(let id, let count): self.init(attemptsUsed: count, of: id)
    case .invalid(let faults):
      let problems = faults.map { FieldProblem(field: $0.field, detail: $0.detail) }
      self.init(.badRequest, detail: Self.sentence(problems), hint: Self.fieldsHint, errors: problems)
    case .queueInUse(let name, 0):
      self.init(
        .invalidState, detail: "the queue \"\(name.clipped())\" is always there", hint: "Pause it instead.",
        subject: .queue(name))
    case .queueInUse(let name, let jobs):
      let what = jobs == 1 ? "is 1 job" : "are \(jobs) jobs"
      self.init(
        .invalidState, detail: "there \(what) in the queue \"\(name.clipped())\", ended ones included",
        hint: "Move or remove them first, or pause the queue.", subject: .queue(name))
    case .noSuchQueue(let name): self.init(no: .queue(name), "\"\(name.clipped())\"", in: WirePaths.queues)
    case .noSuchBatch(let id): self.init(no: .batch(id.value), "\(id)", in: WirePaths.batches)
    case .noSuchSchedule(let name): self.init(no: .schedule(name), "\"\(name.clipped())\"", in: WirePaths.schedules)
    case .batchState(let id, let isDone, let verb):
      self.init(
        .invalidState, detail: "batch \(id) is already \(isDone ? "done" : "closed"): it is too late for \(verb)",
        hint: "Look at it with GET /v1/batches/\(id).", subject: .batch(id.value))
      title = Self.batchStateTitle
    // Again and again: it was looked at a few times.
    case .lookAgain, .changedMeanwhile: self.init(ProtocolFault.overloaded)
    case .batchCancelling(let id, _):
      self.init(
        .invalidState, detail: "job \(id) cannot be retried while its batch is being cancelled",
        hint: "Retry it when the batch is done.", subject: .job(id.value), jobID: id.value)
    case .duplicate(let key, let holder): self.init(key: key, holder: holder, state: nil)
    case .queueFull(let name, let max): self.init(queueFull: name, max: max)
    case .needed(let id, let child):
      self.init(
        .invalidState, detail: "job \(id) cannot be removed: its follow-up \(child) has not ended",
        hint: "Wait for job \(child), or cancel it first.", subject: .job(id.value), jobID: child.value)
    case .noResult(let id, let state): self.init(noResultOf: id, state)
    case .outputGone(let id, let what): self.init(gone: what, of: id)
    case .notSwitchable(let first, let second, let fault): self.init(first, second, notSwitched: fault)
    case .notSignalable(let id):
      self.init(
        .invalidState, detail: "job \(id) has no process to signal", hint: "Signal a job while its process runs.",
        subject: .job(id.value), jobID: id.value)
    case .inputRefused(let id, let refusal): self.init(refusal, of: id)
    case .shuttingDown: self.init(HTTPFault.interrupted)
    case .store(let error): self.init(error)
    case .waitSearchUnfinished:
      self.init(
        .waitExpired, detail: "the time was up before all jobs to wait for were found",
        hint: "Wait longer, or for fewer jobs: name a queue, a batch, a tag or a state in the filter.")
    case .cutShort(let count):
      self.init(Problem(HTTPFault.interrupted), done: count, "others that match were not looked at")
    case .partlyDone(let count, let error):
      self.init(Problem(error), done: count, "not for the others that match")
    case .queueFilled(let count, let name, let max):
      self.init(Problem(queueFull: name, max: max), done: count, "not for all others that match")
    case .partlyRefused(let count, let error):
      self.init(Problem(.job(error)), done: count, "not for all others that match")
    }
  }

  /// What ended a verb over many jobs when some of them were done.
  private init(_ cause: Problem, done count: Int, _ others: String) {
    self = cause
    self.count = count
    detail = "done for \(count) jobs, \(others): \(cause.detail)"
  }

  private init(no subject: ProblemSubject, _ name: String, in list: String) {
    self.init(
      .notFound, detail: "there is no \(subject.kind) \(name)", hint: "List them with GET \(list).", subject: subject)
  }

  private init(_ error: ClaimError) {
    switch error {
    case .stale(let detail):
      self.init(
        .staleFence, detail: "the claim no longer holds: \(detail)",
        hint: "Stop working on the job; claim the next one with POST /v1/claims.")
    case .invalid(let faults):
      let problems = faults.map { FieldProblem(field: $0.field, detail: $0.detail) }
      self.init(.badRequest, detail: Self.sentence(problems), hint: Self.fieldsHint, errors: problems)
    case .idempotencyMismatch(let key): self.init(SubmitError.idempotencyMismatch(key: key))
    case .shuttingDown:
      self.init(.shuttingDown, detail: "no jobs are handed out", hint: "Go on with those you have; ask again later.")
    case .store(let error): self.init(error)
    }
  }

  private static let fieldsHint = "Correct the fields listed in errors."

  /// The first problem, and how many more there are.
  private static func sentence(_ problems: [FieldProblem]) -> String {
    guard let first = problems.first else { return "the request is not valid" }
    let more = problems.count > 1 ? " (and \(problems.count - 1) more)" : ""
    return "\(first.field): \(first.detail)\(more)"
  }
}

extension String {
  /// An idempotency key as its owner gave it.
  fileprivate var afterOwner: String { split(separator: "\n", maxSplits: 1).last.map(String.init) ?? self }
}
