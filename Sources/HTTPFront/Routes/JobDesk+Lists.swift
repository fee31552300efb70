// Many jobs: lists page by page, and waits for several.

import JobCore
import JobWire

extension JobDesk {
  /// The conditions that lists and events have in common.
  static let filterQuery: [Query.Name] = [
    .repeatable("state", WireJobState.filterShape), .repeatable("tag", .pattern("^[^=:]+[=:]")), .once("queue"),
    .once("kind", .word(JobKind.allCases.map(\.name))), .once("name", .text(bytesMax: Limits.nameGlobBytesMax)),
    .once("batch", .integer()), .once("schedule"), .once("reason", .word(Reason.allCases.map(\.name))),
    .once("exit_code", .integer(JobFilterWire.exitCodes)),
  ]

  static let listQuery: [Query.Name] =
    filterQuery + [
      .once("since", .time), .once("until", .time), .once("finished_since", .time), .once("finished_until", .time),
      .once("attempts", WireAttempts.queryShape), .once("q", .text(bytesMax: Limits.searchTextBytesMax)),
      .once("order", .words(of: WireJobOrder.self)), .once("limit", .integer(1...Int64(ListRequest.limitMax))),
      .once("cursor"),
    ]

  func list(_ request: HTTPRequest) async throws -> HTTPResponse {
    var problems: [FieldProblem] = []
    let wanted = ListRequest(query: request.query.items, problems: &problems)
    guard problems.isEmpty else { throw HTTPFault.invalid(problems) }
    var filter = try JobFilter(wanted.filter, prefix: "")
    filter.limits = request.identity.limits
    return try await .made(by: JobListPieces(self, request, filter, wanted))
  }

  static let searchQuery: [Query.Name] = [
    .once("q", .text(bytesMax: Limits.searchTextBytesMax)), .once("limit", .integer(1...Int64(ListRequest.limitMax))),
    .once("cursor"),
  ]

  func search(_ request: HTTPRequest) async throws -> HTTPResponse {
    var problems: [FieldProblem] = []
    let wanted = SearchRequest(query: request.query.items, problems: &problems)
    guard problems.isEmpty else { throw HTTPFault.invalid(problems) }
    return try await .made(by: JobListPieces(self, request, wanted))
  }

  func wait(_ request: HTTPRequest) async throws -> HTTPResponse {
    let wanted = try request.decode(WaitRequest.self)
    let excluded = Set((wanted.exclude ?? []).map { JobID($0) })
    let timeout = try wanted.timeout?.checkedWait("timeout") ?? Limits.waitMicrosMax
    guard let target = try WaitTarget(wanted).without(excluded) else {
      return HTTPResponse(.ok, WaitReply(done: [], pending: [], expired: false))
    }
    let permitted = try await permitted(target, request)
    let until = WaitUntil(wanted.until ?? .all)
    let room = AnswerRoom(bytesMax: HTTPLimits.pieceBytes, together: HTTPLimits.waitedJobsPerReading)
    let waited = try await request.haste.look(for: timeout) { [queue] micros in
      try await queue.wait(for: permitted, until: until, timeoutMicros: micros, excluding: excluded, room: room)
    }
    return try await .made(by: WaitPieces(self, request, try await shown(waited, of: permitted, request)))
  }

  /// The target without the jobs that this identity does not see: a wait treats them as if they did not exist.
  private func permitted(_ target: WaitTarget, _ request: HTTPRequest) async throws -> WaitTarget {
    // A wait for a queue that is not there would be over at once, as if all were well. A filter may match nothing.
    if case .queue(let name) = target {
      try request.authorize(.queue(name))
      _ = try await queue.queue(name)
    }
    guard request.identity.isLimited else { return target }
    var filter = JobFilter()
    switch target {
    case .jobs(let ids):
      try await permit(ids, request)
      return target
    case .batch(let id):
      try await permit(id, request)
      return target
    case .queue(let name): filter.queue = name
    case .filter(let given): filter = given
    }
    filter.limits = request.identity.limits
    return .filter(filter)
  }
}
