// One job: look at it (and wait for its end), change it, and act on it.

import JobCore
import JobWire

extension JobDesk {
  static let lookQuery: [Query.Name] = [.once("wait", .duration()), .once("view", .word(["full"]))]

  func job(_ request: HTTPRequest) async throws -> HTTPResponse {
    let id = try await permittedID(request)
    let wait = try request.duration("wait")?.checkedWait("wait")
    // asyncio: a task cannot await on itself.
    if let wait, wait > 0, request.identity.job == id { throw HTTPFault.waitsForItself(id) }
    let isFull = try request.wantsFullView()
    let job =
      if let wait {
        try await request.haste.look(for: wait) { [queue] micros in try await queue.wait(id, timeoutMicros: micros) }
      } else {
        try await queue.job(id)
      }
    if isFull { return HTTPResponse(.ok, try await detail(id, request)) }
    // It may have been moved while it was waited for.
    try request.authorize(.job(id, in: JobRealm(job)))
    return HTTPResponse(.ok, try await view(job, request))
  }

  func delete(_ request: HTTPRequest) async throws -> HTTPResponse {
    let id = try await permittedID(request)
    do throws(JobError) { try await queue.delete(id, within: request.limits) } catch {
      throw try await concealed(.job(error), request)
    }
    return .noContent
  }

  func cancel(_ request: HTTPRequest) async throws -> HTTPResponse {
    let wanted = try request.decode(orEmpty: CancelRequest())
    var options = CancelOptions()
    options.reason = wanted.reason
    options.isForced = wanted.force ?? false
    options.graceMicros = wanted.grace?.micros
    let answer = try await queue.cancel(try await permittedID(request), options, within: request.limits)
    return HTTPResponse(
      .ok,
      CancelReply(accepted: answer.isAccepted, absorbed: answer.isAbsorbed, state: WireJobState(answer.state)))
  }

  func retry(_ request: HTTPRequest) async throws -> HTTPResponse {
    let id = try await permittedID(request)
    let job: Job
    do throws(JobError) {
      job = try await queue.retry(id, within: request.limits)
    } catch {
      throw try await concealed(.job(error), request)
    }
    return HTTPResponse(.ok, await viewDone(job, request))
  }

  func hold(_ request: HTTPRequest) async throws -> HTTPResponse {
    let job = try await queue.hold(try await permittedID(request), within: request.limits)
    return HTTPResponse(.ok, await viewDone(job, request))
  }

  func release(_ request: HTTPRequest) async throws -> HTTPResponse {
    let job = try await queue.release(try await permittedID(request), within: request.limits)
    return HTTPResponse(.ok, await viewDone(job, request))
  }

  func runNow(_ request: HTTPRequest) async throws -> HTTPResponse {
    let job = try await queue.runNow(try await permittedID(request), within: request.limits)
    return HTTPResponse(.ok, await viewDone(job, request))
  }

  func switchPlaces(_ request: HTTPRequest) async throws -> HTTPResponse {
    let wanted = try request.decode(SwitchRequest.self)
    let (first, second) = (JobID(wanted.a), JobID(wanted.b))
    try await permit([first, second], request)
    let jobs = try await queue.exchange(first, second, within: request.limits)
    return HTTPResponse(
      .ok, JobList(jobs: [await viewDone(jobs.0, request), await viewDone(jobs.1, request)], nextCursor: nil))
  }

  func signal(_ request: HTTPRequest) async throws -> HTTPResponse {
    let signal = try request.decode(SignalRequest.self).signal
    try await queue.signal(try await permittedID(request), Int32(signal))
    return .noContent
  }

  /// What keeps the job from running, without what this identity does not see.
  func why(_ request: HTTPRequest) async throws -> HTTPResponse {
    let id = try await permittedID(request)
    let why = try await queue.why(id)
    var answer = WhyView(why)
    if !request.sees(.allJobs) {
      answer.hideWorkers()
      let job = try await queue.job(id)
      try request.authorize(.job(id, in: JobRealm(job)))
      if try await shown([job], request).first?.parents != job.parents { answer.hideParents() }
      let others = why.blockers.compactMap(\.other)
      answer.hideOthers(of: why.blockers, but: try await visible(others, request))
      if !request.sees(.allJobsOfQueue(job.queue)) { answer.position = nil }
    }
    return HTTPResponse(.ok, answer)
  }
}

extension HTTPRequest {
  fileprivate func wantsFullView() throws(HTTPFault) -> Bool {
    switch query.first("view") {
    case nil: return false
    case "full": return true
    default: throw .invalid([FieldProblem(field: "view", detail: "must be full")])
    }
  }
}
