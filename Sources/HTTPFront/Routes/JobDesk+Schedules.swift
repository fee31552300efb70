// Schedules: recurring submissions. Whoever may submit a job may have it submitted again and again; whose jobs a
// schedule makes, those rights it takes.

import JobCore
import JobWire

extension JobDesk {
  func schedules(_ request: HTTPRequest) async throws -> HTTPResponse {
    let identity = request.identity
    let visible = try await queue.schedules().filter { !identity.isLimited || identity.mayUse($0) }
    return HTTPResponse(.ok, ScheduleList(schedules: visible.map { ScheduleView($0) }))
  }

  func schedule(_ request: HTTPRequest) async throws -> HTTPResponse {
    let schedule = try await queue.schedule(request.parameter(0))
    try request.identity.check(schedule.spec.job)
    return HTTPResponse(.ok, ScheduleView(schedule))
  }

  func setSchedule(_ request: HTTPRequest) async throws -> HTTPResponse {
    let new = try NewSchedule(request.decode(), submittedBy: request.identity.name)
    try request.identity.check(new.job)
    try await checkReferences(of: [new.job], for: request.identity)
    do {
      _ = try await permittedSchedule(request)
    } catch JobError.noSuchSchedule {
      // Nothing is replaced.
    }
    return HTTPResponse(.ok, ScheduleView(try await queue.setSchedule(request.parameter(0), new)))
  }

  func deleteSchedule(_ request: HTTPRequest) async throws -> HTTPResponse {
    try await queue.deleteSchedule(try await permittedSchedule(request))
    return .noContent
  }

  func previewSchedule(_ request: HTTPRequest) async throws -> HTTPResponse {
    let count = try request.count("count", in: 1...Limits.previewCountMax, default: 10)
    let times = try await queue.previewSchedule(try await permittedSchedule(request), count: count)
    return HTTPResponse(.ok, PreviewReply(times: times.map { WireTime($0) }))
  }

  func runSchedule(_ request: HTTPRequest) async throws -> HTTPResponse {
    let name = try await permittedSchedule(request)
    guard let job = try await queue.runSchedule(name) else { throw JobError.noSuchSchedule(name) }
    try request.identity.check(job)
    return HTTPResponse(.created, JobView(job)).with("Location", WirePaths.job(job.id.value))
  }

  func pauseSchedule(_ request: HTTPRequest) async throws -> HTTPResponse { try await pause(true, request) }
  func resumeSchedule(_ request: HTTPRequest) async throws -> HTTPResponse { try await pause(false, request) }

  private func pause(_ isPaused: Bool, _ request: HTTPRequest) async throws -> HTTPResponse {
    let name = try await permittedSchedule(request)
    return HTTPResponse(.ok, ScheduleView(try await queue.setSchedulePaused(name, isPaused)))
  }

  /// The name in the path, after making sure that this identity may submit what the schedule does.
  private func permittedSchedule(_ request: HTTPRequest) async throws -> String {
    let name = request.parameter(0)
    if request.identity.isLimited { try request.identity.check(try await queue.schedule(name).spec.job) }
    return name
  }
}

extension Identity {
  fileprivate func mayUse(_ schedule: Schedule) -> Bool {
    do {
      try check(schedule.spec.job)
      return true
    } catch {
      return false
    }
  }
}
