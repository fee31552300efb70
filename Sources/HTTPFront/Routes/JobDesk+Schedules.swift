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
    let shown = try await self.visible(visible.compactMap(\.schedule.lastJob), request)
    let views = visible.map { view($0.schedule, $0.inputBytes, shows: shown) }
    return HTTPResponse(.ok, ScheduleList(schedules: views, nextCursor: cursor))
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
    return HTTPResponse(.ok, try await view(schedule, request))
  }

  private func view(_ schedule: Schedule, _ request: HTTPRequest) async throws -> ScheduleView {
    view(schedule, shows: try await visible(schedule.lastJob.map { [$0] } ?? [], request))
  }

  /// The schedule after a verb that was carried out. If its last job cannot be looked up now, it is left out: that does
  /// not undo the verb.
  private func viewDone(_ schedule: Schedule, _ request: HTTPRequest) async -> ScheduleView {
    do { return try await view(schedule, request) } catch { return view(schedule, shows: []) }
  }

  /// - Parameter visible: the jobs that its reader sees. The one made last may be none of them: it has been moved, or the
  ///   schedule had another one to submit then.
  private func view(_ schedule: Schedule, _ inputBytes: [Int: Int] = [:], shows visible: Set<JobID>) -> ScheduleView {
    var schedule = schedule
    if let last = schedule.lastJob, !visible.contains(last) { schedule.lastJob = nil }
    let standing = schedule.spec.job.submitter.map { queue.standing(of: $0) } ?? .unchanged
    return ScheduleView(schedule, inputBytes: inputBytes, isRevoked: standing == .revoked)
  }

  func setSchedule(_ request: HTTPRequest) async throws -> HTTPResponse {
    let new = try NewSchedule(request.decode(), by: request.identity)
    try await permitSubmissions([new.job], request)
    let name = request.parameter(0)
    // Only those who may see a schedule may replace it.
    if request.identity.isLimited, let old = try await schedule(name) {
      try request.authorize(.schedule(name, old.spec.job))
    }
    return HTTPResponse(.ok, await viewDone(try await queue.setSchedule(name, new), request))
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
    return HTTPResponse(.ok, await viewDone(try await queue.setSchedulePaused(name, isPaused), request))
  }
}
