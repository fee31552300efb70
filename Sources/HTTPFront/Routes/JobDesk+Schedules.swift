// Schedules: recurring submissions. Whoever may submit a job may have it submitted again and again; whose jobs a
// schedule makes, those rights it takes.

import JobCore
import JobWire

extension JobDesk {
  func schedules(_ request: HTTPRequest) async throws -> HTTPResponse {
    let verb = request.admission.route.verb
    let visible = try await queue.schedules().filter { schedule in
      Authority.decide(request.identity, verb, .schedule(schedule.name, schedule.spec.job)) == .allowed
    }
    return HTTPResponse(.ok, ScheduleList(schedules: visible.map { ScheduleView($0) }))
  }

  func schedule(_ request: HTTPRequest) async throws -> HTTPResponse {
    let schedule = try await queue.schedule(request.parameter(0))
    try request.authorize(.schedule(schedule.name, schedule.spec.job))
    return HTTPResponse(.ok, ScheduleView(schedule))
  }

  func setSchedule(_ request: HTTPRequest) async throws -> HTTPResponse {
    let new = try NewSchedule(request.decode(), by: request.identity)
    try await permitSubmissions([new.job], request)
    let name = request.parameter(0)
    // One that is there is replaced by those only who may see it.
    if request.identity.isLimited, let old = try await queue.schedules().first(where: { $0.name == name }) {
      try request.authorize(.schedule(name, old.spec.job))
    }
    return HTTPResponse(.ok, ScheduleView(try await queue.setSchedule(name, new)))
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
    try request.authorize(.job(job.id, in: JobRealm(job)))
    return HTTPResponse(.created, JobView(job)).with("Location", WirePaths.job(job.id.value))
  }

  func pauseSchedule(_ request: HTTPRequest) async throws -> HTTPResponse { try await pause(true, request) }
  func resumeSchedule(_ request: HTTPRequest) async throws -> HTTPResponse { try await pause(false, request) }

  private func pause(_ isPaused: Bool, _ request: HTTPRequest) async throws -> HTTPResponse {
    let name = try await permittedSchedule(request)
    return HTTPResponse(.ok, ScheduleView(try await queue.setSchedulePaused(name, isPaused)))
  }
}
