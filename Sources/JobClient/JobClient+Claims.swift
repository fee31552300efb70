// The half of a client that carries jobs out: it claims them, says that it is alive, and ends them. A claim is proved by
// its fence, which every other call here takes.

public import JobWire

extension JobClient {
  /// One request waits this long for jobs: proxies cut what takes a minute.
  private static let claimPieceSeconds: Int64 = 30
  private static let claimSlackSeconds: Int64 = 30
  /// The daemon's own bound on one long poll.
  private static let heartbeatSecondsMax: Int64 = 600

  /// Claims jobs for this worker, and waits for some as long as `request.wait` says.
  ///
  /// ```swift
  /// let wanted = ClaimBody(handlers: ["thumb"], lease: .init(micros: 60_000_000), wait: .init(micros: 600_000_000))
  /// for claim in try await client.claim(wanted) {
  ///   let size = try await thumbnail(claim.payload)
  ///   _ = try await client.complete(claim: claim.fence, result: size)
  /// }
  /// ```
  ///
  /// - Returns: at most `request.max` jobs; none when the time is up. A request whose answer was lost is made again
  ///   under the same key and gets the same jobs. Cancelling the calling task gives back what it may have been given.
  /// - Errors: `.refused` with the code `shutting_down` while the daemon is drained; its hint says when to ask again.
  public func claim(_ request: ClaimBody) async throws(ClientError) -> [ClaimView] {
    let clock = WaitClock(timeout: request.wait ?? WireDuration(micros: 0), pieceSeconds: Self.claimPieceSeconds)
    while true {
      var part = request
      part.wait = clock.nextPiece()
      let outgoing = ClientRequest(.post, WirePaths.claims).with(part).keyed(RandomKey.make()).forAnyStore()
      let reply: ClaimReply = try await fetch(outgoing.held(seconds: Self.claimPieceSeconds + Self.claimSlackSeconds))
      if !reply.claims.isEmpty || clock.isOver { return reply.claims }
    }
  }

  /// Says that this worker is alive, and how far the job is if that is given: its lease begins anew.
  ///
  /// - Returns: when to say so next (`renewIn`), and whether the job is to end (`cancelReason`). The lease is over, for
  ///   the worker, `lease` after this call was made; what it does then may be done by somebody else as well.
  /// - Errors: ``ClientError/isStaleFence`` when the job is not this worker's any more: stop working on it.
  public func heartbeat(
    claim fence: String, progress: ProgressRequest? = nil
  ) async throws(ClientError) -> LeaseView {
    var request = ClientRequest(.post, WirePaths.claim(fence, .heartbeat)).with(HeartbeatBody(progress: progress))
    request.mayBeRepeated = true
    return try await fetch(request)
  }

  /// The same for up to 1,000 claims in one request, in the order given; one that is stale says so in its place. With
  /// `wait` the answer comes as soon as one of them is to end, or has ended: how a worker hears of cancels at once.
  public func heartbeat(
    claims fences: [String], wait: WireDuration? = nil
  ) async throws(ClientError) -> [LeaseView] {
    if fences.isEmpty { return [] }
    var request = ClientRequest(.post, WirePaths.heartbeats).with(HeartbeatsBody(fences: fences, wait: wait))
    request.mayBeRepeated = true
    if let wait {
      let waitSeconds = min(max(0, wait.micros / 1_000_000), Self.heartbeatSecondsMax)
      request = request.held(seconds: waitSeconds + Self.claimSlackSeconds)
    }
    let reply: LeaseList = try await fetch(request)
    return reply.claims
  }

  /// Ends the attempt with success.
  ///
  /// - Parameters:
  ///   - fence: which attempt, as its claim said.
  ///   - result: what it came to.
  ///   - next: asks for the next jobs in the same answer, and never waits for them.
  /// - Errors: ``ClientError/isStaleFence`` when the job is not this worker's any more. A lost connection is tried
  ///   again: an exact repeat gets the first answer.
  public func complete(
    claim fence: String, result: JSONValue? = nil, next: ClaimBody? = nil
  ) async throws(ClientError) -> EndReply {
    let body = CompleteBody(result: result, claim: next)
    return try await fetch(ClientRequest(.post, WirePaths.claim(fence, .complete)).with(body).keyed(RandomKey.make()))
  }

  /// Ends the attempt without success: the job's retry rule decides what follows, unless `retry` is false. A traceback
  /// is kept as output of the attempt.
  public func fail(
    claim fence: String, error: EndErrorBody, retry: Bool? = nil, next: ClaimBody? = nil
  ) async throws(ClientError) -> EndReply {
    let body = FailBody(error: error, retry: retry, claim: next)
    return try await fetch(ClientRequest(.post, WirePaths.claim(fence, .fail)).with(body).keyed(RandomKey.make()))
  }

  /// Ends many attempts in one transaction; one that is stale does not stop the others.
  ///
  /// - Returns: what came of each, in the order given; `code` is `nil` for those that were taken.
  public func end(claims ends: [EndLine]) async throws(ClientError) -> [EndLineReply] {
    if ends.isEmpty { return [] }
    var writer = JSONWriter(capacity: ends.count * 128)
    for end in ends {
      end.write(to: &writer)
      writer.newline()
    }
    var request = ClientRequest(.post, WirePaths.claimEnds).with(bytes: writer.bytes, type: WireHeader.ndjson)
    request.mayBeRepeated = true
    let answer = try await transport.send(request)
    var replies: [EndLineReply] = []
    for line in answer.body.split(separator: UInt8(ascii: "\n")) {
      do throws(WireDecodeError) {
        replies.append(try EndLineReply(jsonBytes: Array(line)))
      } catch {
        throw .unexpectedAnswer(endpoint: endpoint, status: answer.status, reason: error.description)
      }
    }
    return replies
  }

  /// Gives the job back without using an attempt; `delay` keeps it from being handed out before that.
  public func release(claim fence: String, delay: WireDuration? = nil) async throws(ClientError) -> JobView {
    let request = ClientRequest(.post, WirePaths.claim(fence, .release)).with(ReleaseBody(delay: delay))
    let reply: EndReply = try await fetch(request.keyed(RandomKey.make()))
    return reply.job
  }

  /// Appends to the output of the attempt. Not tried again by itself: what was sent before a connection was lost may be
  /// there or not.
  public func appendLog(
    claim fence: String, stream: LogRequest.Stream = .stdout, _ bytes: [UInt8]
  ) async throws(ClientError) {
    let request = ClientRequest(
      .post, WirePaths.claim(fence, .log), query: [QueryItem("stream", stream.rawValue)])
    try await send(request.with(bytes: bytes, type: WireHeader.bytes))
  }

  /// Keeps up to 1 MiB for the next attempt; durable when this returns.
  public func setCheckpoint(claim fence: String, _ bytes: [UInt8]) async throws(ClientError) {
    let request = ClientRequest(.put, WirePaths.claim(fence, .checkpoint))
    try await send(request.with(bytes: bytes, type: WireHeader.bytes))
  }
}

extension ClaimView {
  /// What an earlier attempt kept; `nil` without it.
  public var checkpointBytes: [UInt8]? { checkpoint.flatMap { Base64.decode($0) } }
}

extension ClientError {
  /// A claim is not this worker's any more: it was ended, cancelled past its grace, or its lease ran out.
  public var isStaleFence: Bool { problem?.wireCode == .staleFence }
}
