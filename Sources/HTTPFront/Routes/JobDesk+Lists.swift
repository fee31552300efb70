// Many jobs: lists page by page, waits for several, and verbs over all that match.

import JobCore
import JobWire

extension JobDesk {
  static let listQuery: [Query.Name] = [
    .repeatable("state"), .repeatable("tag"), .once("queue"), .once("kind"), .once("name"), .once("batch"),
    .once("schedule"), .once("since"), .once("until"), .once("order"), .once("limit"), .once("cursor"),
  ]

  func list(_ request: HTTPRequest) async throws -> HTTPResponse {
    var problems: [FieldProblem] = []
    let wanted = ListRequest(query: request.query.items, problems: &problems)
    guard problems.isEmpty else { throw HTTPFault.invalid(problems) }
    var filter = try JobFilter(wanted.filter, prefix: "")
    try request.identity.narrow(&filter)
    let cursor = try wanted.cursor.map { text throws(HTTPFault) in try JobCursor(parsing: text) }
    let page = try await queue.jobs(
      filter, order: JobCore.JobOrder(wanted.order ?? .newest), limit: wanted.limit ?? ListRequest.limitDefault,
      after: cursor)
    return HTTPResponse(.ok, JobWire.JobPage(jobs: page.jobs.map { JobView($0) }, nextCursor: page.next?.text))
  }

  func wait(_ request: HTTPRequest) async throws -> HTTPResponse {
    let wanted = try request.decode(WaitRequest.self)
    let excluded = Set((wanted.exclude ?? []).map { JobID($0) })
    let timeout = try wanted.timeout?.checkedWait("timeout") ?? Limits.waitMicrosMax
    guard let target = try WaitTarget(wanted).without(excluded) else {
      return HTTPResponse(.ok, WaitReply(done: [], pending: [], expired: false))
    }
    let result = try await queue.wait(
      for: try await permitted(target, for: request.identity), until: JobCore.WaitUntil(wanted.until ?? .all),
      timeoutMicros: timeout, excluding: excluded)
    // A batch may have gained members meanwhile, and a job may have moved.
    if request.identity.isLimited { for job in result.done { try request.identity.check(job) } }
    // Ten thousand jobs are megabytes; with the room for them at hand nothing is copied as the answer grows.
    let capacity = 1_024 + result.done.count * Self.jobBytesTypical + result.pending.count * 8
    return HTTPResponse(.ok, json: WaitReply(result).jsonBytes(capacity: capacity))
  }

  /// Of a job without much to say, as JSON.
  private static let jobBytesTypical = 768

  func bulkCancel(_ request: HTTPRequest) async throws -> HTTPResponse { try await bulk(.cancel, request) }
  func bulkRetry(_ request: HTTPRequest) async throws -> HTTPResponse { try await bulk(.retry, request) }
  func bulkDelete(_ request: HTTPRequest) async throws -> HTTPResponse { try await bulk(.delete, request) }

  private func bulk(_ verb: BulkVerb, _ request: HTTPRequest) async throws -> HTTPResponse {
    let wanted = try request.decode(BulkRequest.self)
    var filter = try JobFilter(wanted.filter, prefix: "filter.")
    try request.identity.narrow(&filter)
    let isDryRun = wanted.dryRun ?? false
    let result = try await queue.bulk(verb, filter, isDryRun: isDryRun)
    return HTTPResponse(.ok, BulkReply(count: result.count, ids: isDryRun ? result.ids.map(\.value) : nil))
  }

  private func permitted(_ target: WaitTarget, for identity: Identity) async throws -> WaitTarget {
    guard identity.isLimited else { return target }
    switch target {
    case .jobs(let ids): try identity.check(try await queue.realms(of: ids))
    case .batch(let id): try await check(id, for: identity)
    case .queue(let name):
      try identity.check(queue: name)
      // A queue may hold jobs of kinds that this identity may not see.
      guard identity.kinds != nil else { return target }
      var filter = JobFilter()
      filter.queue = name
      try identity.narrow(&filter)
      return .filter(filter)
    case .filter(var filter):
      try identity.narrow(&filter)
      return .filter(filter)
    }
    return target
  }
}
