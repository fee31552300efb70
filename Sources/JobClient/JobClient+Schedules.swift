// Schedules: submissions that the daemon makes again and again.

public import JobWire

extension JobClient {
  /// Creates a schedule or replaces it; what it has fired stays.
  public func setSchedule(
    _ name: String, _ request: ScheduleRequest, createQueue: Bool = true
  ) async throws(ClientError) -> ScheduleView {
    let body = request.jsonBytes()
    let put = ClientRequest(.put, WirePaths.schedule(name), query: ClientRequest.query(createQueue: createQueue))
    return try await fetch(put.submitting(body, type: WireHeader.json))
  }

  /// A schedule by its name.
  public func schedule(_ name: String) async throws(ClientError) -> ScheduleView {
    try await fetch(ClientRequest(.get, WirePaths.schedule(name)).forAnyStore())
  }

  /// One page of schedules, by name.
  public func schedules(limit: Int?, cursor: String? = nil) async throws(ClientError) -> ScheduleList {
    try await fetch(ClientRequest(.get, WirePaths.schedules, query: Self.page(limit, cursor)).forAnyStore())
  }

  /// All schedules, by name, read page by page.
  public func schedules() async throws(ClientError) -> [ScheduleView] {
    var all: [ScheduleView] = []
    var cursor: String?
    var trail = PageTrail(self)
    repeat {
      let page = try await schedules(limit: ListRequest.limitMax, cursor: cursor)
      all += page.schedules
      cursor = try trail.next(page.nextCursor)
    } while cursor != nil
    return all
  }

  /// Removes a schedule; the jobs it has made stay.
  public func deleteSchedule(_ name: String) async throws(ClientError) {
    try await send(ClientRequest(.delete, WirePaths.schedule(name)).forAnyStore().doneWhenGone())
  }

  /// When the schedule fires next.
  public func previewSchedule(_ name: String, count: Int? = nil) async throws(ClientError) -> [WireTime] {
    let query = count.map { [QueryItem("count", "\($0)")] } ?? []
    let reply: PreviewReply = try await fetch(
      ClientRequest(.get, WirePaths.schedule(name, .preview), query: query).forAnyStore())
    return reply.times
  }

  /// Submits the job of the schedule now; its due times stay as they are.
  public func runSchedule(_ name: String) async throws(ClientError) -> JobView {
    try await fetch(ClientRequest(.post, WirePaths.schedule(name, .run)).forAnyStore())
  }

  /// Keeps the schedule from firing.
  public func pauseSchedule(_ name: String) async throws(ClientError) -> ScheduleView {
    try await fetch(ClientRequest(.post, WirePaths.schedule(name, .pause)).forAnyStore())
  }

  /// Lets the schedule fire again.
  public func resumeSchedule(_ name: String) async throws(ClientError) -> ScheduleView {
    try await fetch(ClientRequest(.post, WirePaths.schedule(name, .resume)).forAnyStore())
  }
}
