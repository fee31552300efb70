// Claims of remote workers: which jobs they are given. The fence that each job comes with is the proof that it is theirs;
// how they keep it, end it and report on it stands in JobDesk+Leases, +Ends and +Reports.

import JobCore
import JobWire

extension JobDesk {
  /// Claims whose answer does not reach the worker are given back. A worker that has closed its side gets none: it
  /// cannot be told from one that is gone.
  func claim(_ request: HTTPRequest) async throws -> HTTPResponse {
    let wanted = try permittedClaim(request.decode(), request)
    let idempotency = try request.checkedIdempotencyKey().map { key in
      ClaimIdempotency(key: key, fingerprint: RequestFingerprint.of(request))
    }
    let given =
      if wanted.waitMicros > 0 || request.haste.isOn {
        try await request.haste.cut { [queue] in try await queue.claimOrReplay(wanted, idempotency: idempotency) }
      } else {
        try await queue.claimOrReplay(wanted, idempotency: idempotency)
      }
    // A repeated answer may be from a time when the token had other limits.
    for claim in given.claims {
      try request.authorize(.job(claim.fence.job, in: JobRealm(queue: claim.queue, kind: .handler)))
    }
    let reply = ClaimReply(claims: given.claims.map { ClaimView($0) })
    let response = HTTPResponse(.ok, reply).undelivered(giveBack(given.claims))
    return given.isReplayed ? response.replayed() : response
  }

  /// The claim, limited to what this identity may have. If it names a queue that the identity may not use, it is refused.
  func permittedClaim(_ body: ClaimBody, _ request: HTTPRequest, path: String = "") throws(HTTPFault) -> ClaimRequest {
    var wanted = try ClaimRequest(body, claimedBy: request.identity.name, path: path)
    try request.authorize(.handlerJobs)
    for queue in wanted.queues { try request.authorize(.namedQueue(queue)) }
    if wanted.queues.isEmpty, let queues = request.identity.limits.queues { wanted.queues = queues.sorted() }
    return wanted
  }

  func giveBack(_ claims: [RemoteClaim]) -> @Sendable () -> Void {
    let fences = claims.map(\.fence)
    return { [queue] in queue.giveBack(fences) }
  }
}
