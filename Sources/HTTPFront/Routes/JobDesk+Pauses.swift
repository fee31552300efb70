// Pauses of everything, of queues and of jobs. Who may depends on what is named: everything takes admin without limits,
// queues take admin, jobs take submit.

import JobCore
import JobWire

extension JobDesk {
  func pause(_ request: HTTPRequest) async throws -> HTTPResponse {
    let wanted = try request.decode(orEmpty: PauseRequest())
    let options = PauseOptions(running: wanted.running, for: wanted.forTime)
    let result: PauseResult
    if let ids = wanted.ids {
      // What lies outside of the sender's limits is not there: the transaction looks.
      result = try await queue.pause(
        jobs: ids.map { JobID($0) }, stopsRunning: options.stopsRunning, within: request.limits)
    } else if let names = wanted.queues {
      try permit(queues: names, request)
      result = try await queue.pause(queues: names, options)
    } else {
      try Authority.check(request.identity, .operate, .any)
      result = try await queue.pause(options)
    }
    return HTTPResponse(.ok, PauseReply(result))
  }

  func resume(_ request: HTTPRequest) async throws -> HTTPResponse {
    let wanted = try request.decode(orEmpty: ResumeRequest())
    if let ids = wanted.ids {
      let result = try await queue.resume(jobs: ids.map { JobID($0) }, within: request.limits)
      return HTTPResponse(.ok, ResumeReply(result))
    }
    if let names = wanted.queues {
      try permit(queues: names, request)
      return HTTPResponse(.ok, ResumeReply(try await queue.resume(queues: names)))
    }
    try Authority.check(request.identity, .operate, .any)
    try await queue.resume()
    return await drainReply()
  }

  func pauseQueue(_ request: HTTPRequest) async throws -> HTTPResponse {
    let wanted = try request.decode(orEmpty: QueuePauseRequest())
    let options = PauseOptions(running: wanted.running, for: wanted.forTime)
    return HTTPResponse(.ok, view(try await queue.setQueuePaused(try permittedQueue(request), options), request))
  }

  func resumeQueue(_ request: HTTPRequest) async throws -> HTTPResponse {
    HTTPResponse(.ok, view(try await queue.setQueuePaused(try permittedQueue(request), false), request))
  }

  private func permit(queues names: [String], _ request: HTTPRequest) throws {
    for name in names { try Authority.check(request.identity, .administer, .queue(name)) }
  }
}

extension PauseOptions {
  fileprivate init(running: Bool?, for length: WireDuration?) {
    self.init()
    stopsRunning = running ?? false
    forMicros = length?.micros
  }
}
