// Schedules: recurring submissions. Whoever may submit a job may have it submitted again and again. To see or change a
// schedule takes the same rights as to submit its job.

import JobCore
import JobWire

extension JobDesk {
  static let previewCount = WireShape.integer(1...Int64(Limits.previewCountMax))
  static let scheduleListQuery: [Query.Name] = [.once("limit", pageSize), .once("cursor")]

  /// By name. The cursor is the name of the last schedule that is shown; or else, for an identity that sees only some, a
  /// word for one that it does not see. Its pages may be short or even empty without being the last.
  func schedules(_ request: HTTPRequest) async throws -> HTTPResponse {
    let limit = try request.count("limit", in: 1...Limits.pageSizeMax, default: Limits.pageSizeDefault)
    let place = try request.query.first("cursor").map { text throws(HTTPFault) in try scheduleName(text, request) }
    if request.sees(.allJobs) {
      let page = try await queue.schedules(limit: limit, after: place)
      return try await list(page.schedules, next: page.next, request)
    }
    var listing = ScheduleListing(self, request, limit: limit)
    let next = try await listing.run(after: place)
    return try await list(listing.visible, next: next, request)
  }

  private func list(
    _ schedules: [ListedSchedule], next: String?, _ request: HTTPRequest
  ) async throws -> HTTPResponse {
    let isShown = next == nil || next == schedules.last?.schedule.name
    let cursor = isShown ? next : next.map { Self.hiddenMark + hidden.hide($0, from: request.identity.name) }
    let visible = try await visible(schedules.compactMap(\.schedule.lastJob), request)
    let views = schedules.map { view($0.schedule, $0.inputBytes, shows: visible, request.urlSight) }
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
    view(schedule, shows: try await visible(schedule.lastJob.map { [$0] } ?? [], request), request.urlSight)
  }

  /// The schedule after a verb that was carried out. If its last job cannot be looked up now, it is left out: that does
  /// not undo the verb.
  private func viewDone(_ schedule: Schedule, _ request: HTTPRequest) async -> ScheduleView {
    do { return try await view(schedule, request) } catch { return view(schedule, shows: [], request.urlSight) }
  }

  /// - Parameter visible: the jobs that its reader sees. The one made last may be none of them: it has been moved, or the
  ///   schedule had another one to submit then.
  private func view(
    _ schedule: Schedule, _ inputBytes: [Int: Int] = [:], shows visible: Set<JobID>, _ sight: URLSight
  ) -> ScheduleView {
    var schedule = schedule
    if let last = schedule.lastJob, !visible.contains(last) { schedule.lastJob = nil }
    let standing = schedule.spec.job.submitter.map { queue.standing(of: $0) } ?? .unchanged
    let isRevoked = standing == .revoked || standing == .unknown && schedule.wasRevoked
    return ScheduleView(schedule, inputBytes: inputBytes, isRevoked: isRevoked, for: sight)
  }

  func setSchedule(_ request: HTTPRequest) async throws -> HTTPResponse {
    let sent = try request.decode(ScheduleRequest.self)
    return try await untilUnchanged { try await setSchedule(sent, request) }
  }

  private func setSchedule(_ sent: ScheduleRequest, _ request: HTTPRequest) async throws -> HTTPResponse {
    let name = request.parameter(0)
    let hasMasks = sent.job.hasMasks
    let old = hasMasks || request.identity.isLimited ? try await schedule(name) : nil
    // A mask is a secret: who may not have that submitted anew has nothing it could stand for.
    let meant = hasMasks ? old.flatMap { request.mayUseSecrets(of: $0) ? $0 : nil } : nil
    let new = try NewSchedule(sent, over: meant, by: request.identity)
    try await permitSubmissions([new.job], request)
    try await require(NamedQueues(of: [new.job]), request)
    // Only those who may see a schedule may replace it.
    if request.identity.isLimited, let old { try request.authorize(.schedule(name, old.spec.job)) }
    let schedule = try await queue.setSchedule(name, new, over: meant?.updatedAt)
    return HTTPResponse(.ok, await viewDone(schedule, request))
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
    let made: Job?
    do throws(SubmitError) {
      made = try await queue.runSchedule(name)
    } catch {
      throw try await concealed(.submit(error), request)
    }
    guard let job = made else { throw JobError.noSuchSchedule(name) }
    // It may be another's, returned for its unique key: the schedule may do that, and not whoever runs it.
    guard request.sees(.job(job.id, in: JobRealm(job))) else {
      throw HTTPFault.takenKey(try await queue.schedule(name).spec.job.unique?.key ?? "", nil)
    }
    return HTTPResponse(.created, try await view(job, request)).with("Location", WirePaths.job(job.id.value))
  }

  func pauseSchedule(_ request: HTTPRequest) async throws -> HTTPResponse { try await pause(true, request) }
  func resumeSchedule(_ request: HTTPRequest) async throws -> HTTPResponse { try await pause(false, request) }

  private func pause(_ isPaused: Bool, _ request: HTTPRequest) async throws -> HTTPResponse {
    let name = try await permittedSchedule(request)
    return HTTPResponse(.ok, await viewDone(try await queue.setSchedulePaused(name, isPaused), request))
  }
}

extension HTTPRequest {
  /// Whether the sender may submit what this schedule hides, as with a job that is copied.
  fileprivate func mayUseSecrets(of schedule: Schedule) -> Bool {
    let job = schedule.spec.job
    return job.fault == nil && sees(.schedule(schedule.name, job))
      && sees(.copied(schedule.lastJob ?? JobID(0), submittedBy: job.submittedBy))
  }
}
