// External jobs: somebody completes or fails what jobd only waits for.

import JobCore
import JobWire

extension JobDesk {
  func completeJob(_ request: HTTPRequest) async throws -> HTTPResponse {
    let body = try request.decode(orEmpty: CompleteBody())
    return try await endExternal(RemoteEnd(body), body.claim, request)
  }

  func failJob(_ request: HTTPRequest) async throws -> HTTPResponse {
    let body = try request.decode(FailBody.self)
    return try await endExternal(RemoteEnd(body), body.claim, request)
  }

  private func endExternal(_ end: RemoteEnd, _ claim: ClaimBody?, _ request: HTTPRequest) async throws -> HTTPResponse {
    guard claim == nil else {
      let detail = "belongs to the end of a remote worker's job"
      throw HTTPFault.invalid([FieldProblem(field: "claim", detail: detail)])
    }
    let job = try await queue.endExternal(try await permittedID(request), end)
    return HTTPResponse(.ok, await viewDone(job, request))
  }
}
