// Looking at jobs and changing them.

public import JobWire

extension JobClient {
  /// A job by its id; `full` adds the submission and all attempts.
  public func job(_ id: Int64, full: Bool = false) async throws(ClientError) -> JobView {
    let query = full ? [QueryItem("view", "full")] : []
    return try await fetch(ClientRequest(.get, WirePaths.job(id), query: query))
  }

  /// Why a job is not running.
  public func why(_ id: Int64) async throws(ClientError) -> WhyView {
    try await fetch(ClientRequest(.get, WirePaths.job(id, .why)))
  }

  /// One page of jobs.
  public func jobs(_ request: ListRequest = ListRequest()) async throws(ClientError) -> JobList {
    let isNew = request.cursor == nil && request.filter.batch == nil
    return try await fetch(ClientRequest(.get, WirePaths.jobs, query: request.queryItems).forAnyStore(if: isNew))
  }

  /// One page of what a text is found in. A page may be short, even empty, and still have a next one.
  public func search(_ request: SearchRequest) async throws(ClientError) -> SearchReply {
    let isNew = request.cursor == nil
    return try await fetch(ClientRequest(.get, WirePaths.search, query: request.queryItems).forAnyStore(if: isNew))
  }

  /// Changes what can still be changed about a job.
  public func patch(
    _ id: Int64, _ patch: PatchRequest, createQueue: Bool = true
  ) async throws(ClientError) -> JobView {
    let query = ClientRequest.query(createQueue: createQueue)
    return try await fetch(ClientRequest(.patch, WirePaths.job(id), query: query).with(patch))
  }

  /// Asks for a job to be cancelled. The answer says that it was told to end; wait for it to learn how it ended.
  public func cancel(
    _ id: Int64, _ request: CancelRequest = CancelRequest()
  ) async throws(ClientError) -> CancelReply {
    try await fetch(ClientRequest(.post, WirePaths.job(id, .cancel)).with(request))
  }

  /// Runs a job that ended without success again.
  public func retry(_ id: Int64) async throws(ClientError) -> JobView {
    try await fetch(ClientRequest(.post, WirePaths.job(id, .retry)))
  }

  /// Keeps a job that has not started, or waits for its next attempt, from starting until it is released.
  public func hold(_ id: Int64) async throws(ClientError) -> JobView {
    try await fetch(ClientRequest(.post, WirePaths.job(id, .hold)))
  }

  /// Releases a held job.
  public func release(_ id: Int64) async throws(ClientError) -> JobView {
    try await fetch(ClientRequest(.post, WirePaths.job(id, .release)))
  }

  /// Ignores a job's delay: it starts as soon as a slot is free.
  public func runNow(_ id: Int64) async throws(ClientError) -> JobView {
    try await fetch(ClientRequest(.post, WirePaths.job(id, .run)))
  }

  /// Lets two jobs of a queue that have not started change places: their priorities, and if both are in line, who of them
  /// comes when. Gives both as they are now.
  public func switchPlaces(_ a: Int64, _ b: Int64) async throws(ClientError) -> [JobView] {
    let list: JobList = try await fetch(ClientRequest(.post, WirePaths.switchPlaces).with(SwitchRequest(a: a, b: b)))
    return list.jobs
  }

  /// Sends a signal to the process group of a running job.
  public func signal(_ id: Int64, _ request: SignalRequest) async throws(ClientError) {
    try await send(ClientRequest(.post, WirePaths.job(id, .signal)).with(request))
  }

  /// Reports how far a running job is; as often as one likes.
  public func progress(_ id: Int64, _ report: ProgressRequest) async throws(ClientError) {
    try await send(ClientRequest(.post, WirePaths.job(id, .progress)).with(report))
  }

  /// Ends an external job with success; `result` is what it came to.
  public func complete(_ id: Int64, result: JSONValue? = nil) async throws(ClientError) -> JobView {
    let body = JSONValue.object(result.map { [JSONMember(name: "result", value: $0)] } ?? [])
    return try await fetch(ClientRequest(.post, WirePaths.job(id) + "/complete").with(body))
  }

  /// Ends an external job without success; `retry` false ends it whatever its own rule says.
  public func fail(_ id: Int64, message: String, retry: Bool? = nil) async throws(ClientError) -> JobView {
    var members = [JSONMember(name: "error", value: .string(message))]
    if let retry { members.append(JSONMember(name: "retry", value: .bool(retry))) }
    return try await fetch(ClientRequest(.post, WirePaths.job(id) + "/fail").with(JSONValue.object(members)))
  }

  /// Removes a finished job and its logs.
  public func delete(_ id: Int64) async throws(ClientError) {
    try await send(ClientRequest(.delete, WirePaths.job(id)).doneWhenGone())
  }

  /// What can be done to all jobs of a filter.
  public enum BulkVerb: Sendable {
    case cancel
    case retry
    case delete
    case hold
    case release

    var path: String {
      switch self {
      case .cancel: WirePaths.bulkCancel
      case .retry: WirePaths.bulkRetry
      case .delete: WirePaths.bulkDelete
      case .hold: WirePaths.bulkHold
      case .release: WirePaths.bulkRelease
      }
    }
  }

  /// Does something to every job of a filter, or says to which it would be done.
  ///
  /// - Parameter all: an empty filter is meant; without it the daemon refuses one.
  public func bulk(
    _ verb: BulkVerb, _ filter: JobFilterWire, dryRun: Bool = false, all: Bool = false
  ) async throws(ClientError) -> BulkReply {
    let wanted = BulkRequest(filter: filter, dryRun: dryRun, all: all ? true : nil)
    let request = ClientRequest(.post, verb.path).with(wanted)
    return try await fetch(request.forAnyStore(if: filter.batch == nil))
  }

  /// Changes every job of a filter that can still be changed so, or says which that would be; see `bulk` for the rest.
  public func edit(
    _ filter: JobFilterWire, _ patch: PatchRequest, dryRun: Bool = false, all: Bool = false, createQueue: Bool = true
  ) async throws(ClientError) -> BulkReply {
    let selection = BulkRequest(filter: filter, dryRun: dryRun, all: all ? true : nil)
    // Other jobs are known by their ids in one store alone.
    let namesJobs = if case .value = patch.after { true } else { false }
    let query = ClientRequest.query(createQueue: createQueue)
    let request = ClientRequest(.post, WirePaths.bulkEdit, query: query).with(BulkEditRequest(selection, set: patch))
    return try await fetch(request.forAnyStore(if: filter.batch == nil && !namesJobs))
  }
}
