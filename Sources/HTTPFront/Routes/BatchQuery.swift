// What `GET /v1/batches/{id}` may be asked for: to wait, and to show what the members made.

import JobCore
import JobWire

/// The query of a look at a batch.
struct BatchQuery {
  static let names: [Query.Name] = [
    .once("wait", .duration()), .once("until", .words(of: WireWaitUntil.self)), .once("results", .boolean()),
    .once("return_errors", .boolean()), .once("limit", .integer(1...Int64(Limits.batchResultsPageMax))),
    .once("cursor"),
  ]

  let waitMicros: Int64?
  let until: WaitUntil
  let wantsResults: Bool
  /// Members without success are entries like the others; without this, the first error is the answer.
  let returnsErrors: Bool
  let limit: Int
  let cursor: JobID?

  init(_ request: HTTPRequest) throws(HTTPFault) {
    waitMicros = try request.duration("wait")?.checkedWait("wait")
    wantsResults = try request.flag("results")
    let returnsErrors = try request.query.first("return_errors") == nil ? true : request.flag("return_errors")
    self.returnsErrors = returnsErrors
    limit = try request.count("limit", in: 1...Limits.batchResultsPageMax, default: Limits.pageSizeDefault)
    cursor = try request.idCursor().map { JobID($0) }
    if !wantsResults {
      let misplaced = ["return_errors", "limit", "cursor"].filter { request.query.first($0) != nil }
      guard misplaced.isEmpty else {
        throw .invalid(misplaced.map { FieldProblem(field: $0, detail: "belongs to results=true") })
      }
    }
    until = try Self.until(request, default: returnsErrors ? .all : .firstError)
  }

  private static func until(
    _ request: HTTPRequest, default fallback: WaitUntil
  ) throws(HTTPFault) -> WaitUntil {
    guard let text = request.query.first("until") else { return fallback }
    guard let until = WaitUntil(rawValue: text) else {
      throw .invalid([FieldProblem(field: "until", detail: "must be all, first, first-failure or first-error")])
    }
    return until
  }
}
