// Runs http jobs: hands the request to the carrier, and makes of its verdict what the engine knows.

/// The executor of kind `http`.
///
/// It keeps no time itself: the attempt's limit stops it like a cancel does, and that holds for the head and the body
/// of the answer alike. A stop needs no grace, since nothing of it is left when the connection is closed.
struct HTTPExecutor: JobExecutor {
  let carrier: any HTTPJobCarrier
  let holds: HostHolds
  let storeMark: String
  let clock: any WallClock

  func run(_ job: ClaimedJob, _ context: ExecutionContext) async -> ExecutionReport {
    guard case .http(let work) = job.spec.work else {
      return ExecutionReport(.threw(JobFailure(code: "http", message: "is no request")))
    }
    let attempt = attempt(of: job, work)
    return await Shield.cancellable {
      cancel in
      context.control.onStop { _ in cancel() }
    } _: {
      let end = await carrier.carryOut(attempt)
      var report = ExecutionReport(outcome(end.verdict, job))
      report.http = end.answer
      // What failed because it was cut off was stopped; what succeeded in spite of it counts.
      if Task.isCancelled, case .httpFailed = report.outcome { return ExecutionReport(.stopped) }
      return report
    }
  }

  private func attempt(of job: ClaimedJob, _ work: HTTPWork) -> HTTPAttempt {
    let isCounted = job.lane.map { $0.hasPrefix(Lane.hostPrefix) } ?? false
    return HTTPAttempt(
      work, idempotencyKey: "jobd-\(storeMark)-\(job.id)", number: job.attempt,
      hosts: HostGate(holds, isCounted: isCounted), clock: clock)
  }

  private func outcome(_ verdict: HTTPEnd.Verdict, _ job: ClaimedJob) -> Outcome {
    switch verdict {
    case .succeeded(let body): return .returned(result: body)
    case .failed(let failure): return .httpFailed(failure)
    case .discarded(let failure): return .discarded(failure)
    // Like a process that cannot be started for want of descriptors: it has not been tried.
    case .shortage(let failure): return .resourceShortage(failure)
    case .kept(let origin): return heldBack(job, origin, "is held")
    case .askedToWait(let origin, let micros, let why):
      holds.hold(origin, forMicros: micros)
      return heldBack(job, origin, why)
    }
  }

  private func heldBack(_ job: ClaimedJob, _ origin: HTTPOrigin, _ why: String) -> Outcome {
    if job.startsGivenBack >= Limits.httpHoldsMax {
      return .httpFailed(
        JobFailure(code: "status", message: "\(origin.text) asked to be left alone \(Limits.httpHoldsMax) times"))
    }
    return .heldBack(
      lane: Lane.hostPrefix + origin.text,
      JobFailure(code: "status", message: "\(origin.text) \(why) and asked to be left alone"))
  }
}
