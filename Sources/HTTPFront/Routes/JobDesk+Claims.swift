// Jobs that other services carry out: claim, renew, end. The fence in the path is the proof that a claim is theirs.

import JobCore
import JobWire

extension JobDesk {
  /// A claim whose answer does not reach its worker goes back.
  func claim(_ request: HTTPRequest) async throws -> HTTPResponse {
    let wanted = try ClaimRequest(request.decode(), for: request.identity)
    let key = try request.checkedIdempotencyKey()
    let idempotency = key.map { ClaimIdempotency(key: $0, fingerprint: RequestFingerprint.of(request)) }
    let claims = try await queue.claim(wanted, idempotency: idempotency)
    return HTTPResponse(.ok, ClaimReply(claims: claims.map { ClaimView($0) })).undelivered(giveBack(claims))
  }

  func heartbeat(_ request: HTTPRequest) async throws -> HTTPResponse {
    let fence = try await permittedFence(request)
    let progress = try request.decode(orEmpty: HeartbeatBody()).progress.map { report in
      try queue.progress(fraction: report.fraction, done: report.done, total: report.total, note: report.note)
    }
    return HTTPResponse(.ok, LeaseView(try await queue.heartbeat(fence, progress: progress)))
  }

  /// Those that are not this identity's are as stale as those that never were.
  func heartbeats(_ request: HTTPRequest) async throws -> HTTPResponse {
    let wanted = try request.decode(HeartbeatsBody.self)
    let known = wanted.fences.map { ClaimFence($0) }
    let fences = known.compactMap(\.self)
    guard !fences.isEmpty else {
      guard (1...Limits.heartbeatsMax).contains(wanted.fences.count) else {
        let detail = "must be 1 to \(Limits.heartbeatsMax)"
        throw HTTPFault.invalid([FieldProblem(field: "fences", detail: detail)])
      }
      return HTTPResponse(.ok, LeaseList(claims: wanted.fences.map { LeaseView(fence: $0, isStale: true) }))
    }
    if request.identity.isLimited { try request.identity.check(try await queue.realms(of: fences.map(\.job))) }
    // One that is no fence is news already.
    let wait = fences.count == known.count ? wanted.wait?.micros ?? 0 : 0
    var states = try await queue.heartbeat(fences, waitMicros: wait)[...]
    let views = zip(wanted.fences, known).map { text, fence in
      fence == nil ? LeaseView(fence: text, isStale: true) : LeaseView(states.removeFirst())
    }
    return HTTPResponse(.ok, LeaseList(claims: views))
  }

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

  /// What is wrong with the request for the next jobs is said before the end is taken; it never waits for them.
  private func end(_ request: HTTPRequest, _ end: RemoteEnd, next: ClaimBody?) async throws -> HTTPResponse {
    var wanted: ClaimRequest?
    if let next {
      var nextClaim = try ClaimRequest(next, for: request.identity, path: "claim.")
      nextClaim.waitMicros = 0
      wanted = nextClaim
    }
    let fence = try await permittedFence(request)
    let (job, claims) = try await queue.end(
      fence, end, fingerprint: request.endFingerprint, claiming: wanted)
    return HTTPResponse(.ok, EndReply(job: JobView(job), claims: wanted.map { _ in claims.map { ClaimView($0) } }))
      .undelivered(giveBack(claims))
  }

  /// Each line for itself; a stale one does not stop the others.
  func completeClaims(_ request: HTTPRequest) async throws -> HTTPResponse {
    let lines = try EndLines(request)
    if request.identity.isLimited {
      try request.identity.check(try await queue.realms(of: lines.ends.map(\.fence.job)))
    }
    let results = try await queue.end(lines.ends)
    return HTTPResponse(.ok, contentType: .lines, body: .bytes(lines.answer(results)))
  }

  func appendLog(_ request: HTTPRequest) async throws -> HTTPResponse {
    let fence = try await permittedFence(request)
    guard let stream = LogStream(rawValue: request.query.first("stream") ?? LogStream.stdout.rawValue) else {
      throw HTTPFault.invalid([FieldProblem(field: "stream", detail: "must be stdout or stderr")])
    }
    try await queue.appendLog(fence, stream, request.withBody { Array($0) })
    return .noContent
  }

  func setCheckpoint(_ request: HTTPRequest) async throws -> HTTPResponse {
    let fence = try await permittedFence(request)
    try await queue.setCheckpoint(fence, request.withBody { Array($0) })
    return .noContent
  }

  // MARK: External jobs

  func completeJob(_ request: HTTPRequest) async throws -> HTTPResponse {
    let body = try request.decode(orEmpty: CompleteBody())
    try Self.refuseClaim(body.claim)
    return HTTPResponse(.ok, JobView(try await queue.endExternal(try await permittedID(request), RemoteEnd(body))))
  }

  func failJob(_ request: HTTPRequest) async throws -> HTTPResponse {
    let body = try request.decode(FailBody.self)
    try Self.refuseClaim(body.claim)
    return HTTPResponse(.ok, JobView(try await queue.endExternal(try await permittedID(request), RemoteEnd(body))))
  }

  private static func refuseClaim(_ claim: ClaimBody?) throws(HTTPFault) {
    guard claim != nil else { return }
    throw .invalid([FieldProblem(field: "claim", detail: "belongs to the end of a remote worker's job")])
  }

  // MARK: What the routes share

  /// The fence in the path. A job outside of an identity's limits is not there for it.
  private func permittedFence(_ request: HTTPRequest) async throws -> ClaimFence {
    guard let fence = ClaimFence(request.parameter(0)) else {
      throw ClaimError.stale(detail: "the fence in the path is none that was given out")
    }
    guard request.identity.isLimited else { return fence }
    do {
      try request.identity.check(try await queue.job(fence.job))
    } catch is HTTPFault {
      throw JobError.notFound(fence.job)
    }
    return fence
  }

  private func giveBack(_ claims: [RemoteClaim]) -> @Sendable () -> Void {
    let fences = claims.map(\.fence)
    return { [queue] in queue.giveBack(fences) }
  }
}

extension HTTPRequest {
  /// Tells this end from any other of the same attempt: which end it is, and what it says.
  fileprivate var endFingerprint: [UInt8] {
    Array(admission.route.path.utf8.suffix(8)) + RequestFingerprint.of(self)
  }
}
