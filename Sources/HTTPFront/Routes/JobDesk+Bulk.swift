// Verbs over all jobs that match.

import JobCore
import JobWire

extension JobDesk {
  func bulkCancel(_ request: HTTPRequest) async throws -> HTTPResponse { try await bulk(.cancel, request) }
  func bulkRetry(_ request: HTTPRequest) async throws -> HTTPResponse { try await bulk(.retry, request) }
  func bulkDelete(_ request: HTTPRequest) async throws -> HTTPResponse { try await bulk(.delete, request) }
  func bulkHold(_ request: HTTPRequest) async throws -> HTTPResponse { try await bulk(.hold, request) }
  func bulkRelease(_ request: HTTPRequest) async throws -> HTTPResponse { try await bulk(.release, request) }

  func bulkEdit(_ request: HTTPRequest) async throws -> HTTPResponse {
    let wanted = try request.decode(BulkEditRequest.self)
    let patch = try JobPatch(wanted.set, path: "set.")
    if wanted.set.changesWhatRuns { try request.authorize(.commands) }
    try await permit(patch, request)
    do {
      return try await bulk(.edit(patch), wanted.selection, request)
    } catch let error as JobError {
      throw await explained(.job(error), patch.after ?? []).ofSet
    }
  }

  private func bulk(_ verb: BulkVerb, _ request: HTTPRequest) async throws -> HTTPResponse {
    try await bulk(verb, try request.decode(), request)
  }

  private func bulk(_ verb: BulkVerb, _ wanted: BulkRequest, _ request: HTTPRequest) async throws -> HTTPResponse {
    var filter = try JobFilter(wanted.filter, prefix: "filter.")
    filter.limits = request.identity.limits
    let isDryRun = wanted.dryRun ?? false
    let result = try await queue.bulk(verb, filter, isDryRun: isDryRun)
    return HTTPResponse(.ok, BulkReply(count: result.count, ids: isDryRun ? result.ids.map(\.value) : nil))
  }
}

extension HTTPFault {
  /// The same, if it is about fields, of those in `set`: the engine names them as if they were the request's own.
  fileprivate var ofSet: HTTPFault {
    switch self {
    case .job(.invalid(let faults)): .job(.invalid(faults.map(\.ofSet)))
    case .job(.partlyRefused(let count, .invalid(let faults))):
      .job(.partlyRefused(count: count, .invalid(faults.map(\.ofSet))))
    case .noParent(let parent, let problems):
      .noParent(parent, problems.map { FieldProblem(field: "set." + $0.field, detail: $0.detail) })
    default: self
    }
  }
}

extension FieldFault {
  fileprivate var ofSet: FieldFault { FieldFault(field: "set." + field, detail: detail) }
}
