// Schedules: recurring submissions. Whoever may submit a job may have it submitted again and again. To see or change a
// schedule takes the same rights as to submit its job.

import JobCore
import JobWire

extension JobDesk {
  static let scheduleListQuery: [Query.Name] = [.once("limit"), .once("cursor")]

  /// By name. Pages with nothing that the reader sees are passed over, within the bounds of one page. The cursor is the
  /// name of the last schedule that is shown, or else a word for one that the reader does not see.
  func schedules(_ request: HTTPRequest) async throws -> HTTPResponse {
    let limit = try request.count("limit", in: 1...Limits.pageSizeMax, default: Limits.pageSizeDefault)
    let (verb, end) = (request.route.verb, ContinuousClock.now + .microseconds(Limits.pageMicrosMax))
    var visible: [ListedSchedule] = []
    var next = try request.query.first("cursor").map { text throws(HTTPFault) in try scheduleName(text, request) }
    var rows = pageRowsMax
    repeat {
      try Task.checkCancellation()
      let page = try await queue.schedules(limit: limit, after: next)
      rows -= page.schedules.count
      visible = page.schedules.filter { listed in
        let schedule = listed.schedule
        return Authority.decide(request.identity, verb, .schedule(schedule.name, schedule.spec.job)) == .allowed
      }
      next = page.next
    } while visible.isEmpty && next != nil && rows > 0 && ContinuousClock.now < end
    var cursor = next == nil ? nil : visible.last?.schedule.name
    if let next, cursor == nil { cursor = Self.hiddenMark + hidden.hide(next, from: request.identity.name) }
    return HTTPResponse(.ok, ScheduleList(schedules: visible.map { ScheduleView($0) }, nextCursor: cursor))
  }

  /// No name begins with it.
  private static let hiddenMark = "~"

  private func scheduleName(_ cursor: String, _ request: HTTPRequest) throws(HTTPFault) -> String {
    if !cursor.hasPrefix(Self.hiddenMark) { return cursor }
    guard let name = hidden.find(String(cursor.dropFirst()), for: request.identity.name) else { throw .strangeCursor }
    return name
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
    // Only those who may see a schedule may replace it.
    if request.identity.isLimited, let old = try await schedule(name) {
      try request.authorize(.schedule(name, old.spec.job))
    }
    return HTTPResponse(.ok, ScheduleView(try await queue.setSchedule(name, new)))
  }

  private func schedule(_ name: String) async throws(JobError) -> Schedule? {
    do throws(JobError) {
      return try await queue.schedule(name)
    } catch {
      guard case .noSuchSchedule = error else { throw error }
      return nil
    }
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
