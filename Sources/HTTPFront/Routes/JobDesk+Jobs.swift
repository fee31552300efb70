// One job: look at it (and wait for its end), change it, and act on it.

import JobCore
import JobWire

extension JobDesk {
  func job(_ request: HTTPRequest) async throws -> HTTPResponse {
    let id = try await permittedID(request)
    let wait = try request.duration("wait")?.checkedWait("wait")
    let isFull = try request.wantsFullView()
    let job = if let wait { try await queue.wait(id, timeoutMicros: wait) } else { try await queue.job(id) }
    return HTTPResponse(.ok, isFull ? JobView(try await queue.detail(id)) : JobView(job))
  }

  func edit(_ request: HTTPRequest) async throws -> HTTPResponse {
    let patch = JobPatch(try request.decode())
    if let target = patch.queue { try request.identity.check(queue: target) }
    var references = JobReferences()
    references.add(patch.after ?? [])
    try await check(references, for: request.identity)
    return HTTPResponse(.ok, JobView(try await queue.update(try await permittedID(request), patch)))
  }

  func delete(_ request: HTTPRequest) async throws -> HTTPResponse {
    try await queue.delete(try await permittedID(request))
    return .noContent
  }

  func cancel(_ request: HTTPRequest) async throws -> HTTPResponse {
    let wanted = try request.decode(orEmpty: CancelRequest())
    var options = CancelOptions()
    options.reason = wanted.reason
    options.isForced = wanted.force ?? false
    options.graceMicros = wanted.grace?.micros
    let answer = try await queue.cancel(try await permittedID(request), options)
    return HTTPResponse(
      .ok,
      CancelReply(accepted: answer.isAccepted, absorbed: answer.isAbsorbed, state: WireJobState(answer.state)))
  }

  func retry(_ request: HTTPRequest) async throws -> HTTPResponse {
    HTTPResponse(.ok, JobView(try await queue.retry(try await permittedID(request))))
  }

  func release(_ request: HTTPRequest) async throws -> HTTPResponse {
    HTTPResponse(.ok, JobView(try await queue.release(try await permittedID(request))))
  }

  func runNow(_ request: HTTPRequest) async throws -> HTTPResponse {
    HTTPResponse(.ok, JobView(try await queue.runNow(try await permittedID(request))))
  }

  func signal(_ request: HTTPRequest) async throws -> HTTPResponse {
    let signal = try request.decode(SignalRequest.self).signal
    try await queue.signal(try await permittedID(request), Int32(signal))
    return .noContent
  }

  func progress(_ request: HTTPRequest) async throws -> HTTPResponse {
    let id = try await permittedID(request)
    let report = try request.decode(ProgressRequest.self)
    try await queue.reportProgress(
      id, fraction: report.fraction, done: report.done, total: report.total, note: report.note)
    return .noContent
  }

  func why(_ request: HTTPRequest) async throws -> HTTPResponse {
    var answer = WhyView(try await queue.why(try await permittedID(request)))
    if request.identity.isLimited { answer.hideWorkers() }
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
