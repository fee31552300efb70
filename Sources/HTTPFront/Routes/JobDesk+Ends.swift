// How remote workers end what they have claimed: one attempt, with the next jobs in the same answer, or many at once.

import JobCore
import JobWire

extension JobDesk {
  func completeClaim(_ request: HTTPRequest) async throws -> HTTPResponse {
    let body = try request.decode(orEmpty: CompleteBody())
    return try await end(request, RemoteEnd(body), next: body.claim)
  }

  func failClaim(_ request: HTTPRequest) async throws -> HTTPResponse {
    let body = try request.decode(FailBody.self)
    return try await end(request, RemoteEnd(body), next: body.claim)
  }

  func releaseClaim(_ request: HTTPRequest) async throws -> HTTPResponse {
    let delay = try request.decode(orEmpty: ReleaseBody()).delay?.micros ?? 0
    return try await end(request, .released(delayMicros: delay), next: nil)
  }

  /// If the request for the next jobs is wrong, that is said before the end is taken. It never waits for jobs.
  private func end(_ request: HTTPRequest, _ end: RemoteEnd, next: ClaimBody?) async throws -> HTTPResponse {
    var wanted: ClaimRequest?
    if let next {
      var nextClaim = try permittedClaim(next, request, path: "claim.")
      nextClaim.waitMicros = 0
      wanted = nextClaim
    }
    let fence = try await permittedFence(request)
    let (job, claims) = try await queue.end(fence, end, fingerprint: request.endFingerprint, claiming: wanted)
    let shown = wanted.map { _ in claims.map { ClaimView($0) } }
    return HTTPResponse(.ok, EndReply(job: await viewDone(job, request), claims: shown)).undelivered(giveBack(claims))
  }

  /// Each line for itself; a stale one does not stop the others, and one that is not this identity's is stale.
  func completeClaims(_ request: HTTPRequest) async throws -> HTTPResponse {
    var lines = try EndLines(request)
    let visible = try await visible(lines.ends.map(\.fence.job), request)
    lines.drop { !visible.contains($0.job) }
    let results = lines.ends.isEmpty ? [] : try await queue.end(lines.ends)
    return HTTPResponse(.ok, contentType: .lines, body: .bytes(lines.answer(results)))
  }
}

extension HTTPRequest {
  /// Tells this end from any other of the same attempt: which end it is, and what it says.
  fileprivate var endFingerprint: [UInt8] {
    Array(route.path.utf8.suffix(8)) + RequestFingerprint.of(self)
  }
}
