// Submitting: one job, many jobs, or a text that holds them.

public import JobWire

extension JobClient {
  /// Submits a job and returns once it is durable.
  ///
  /// With an `idempotencyKey` the same submission is made once however often it is sent, and a lost connection is
  /// tried again; without one, a lost connection is the caller's to judge.
  public func submit(_ request: SubmitRequest, idempotencyKey: String? = nil) async throws(ClientError) -> JobHandle {
    try await submit(json: request.jsonBytes(), idempotencyKey: idempotencyKey)
  }

  /// Submits a job written as JSON.
  public func submit(json: [UInt8], idempotencyKey: String? = nil) async throws(ClientError) -> JobHandle {
    let request = ClientRequest(.post, WirePaths.jobs).submitting(json, type: WireHeader.json)
    let answer = try await transport.send(request.keyed(idempotencyKey))
    return JobHandle(client: bound(to: answer.store), view: try decoded(answer))
  }

  /// Submits up to 10,000 jobs in one transaction: all of them or none.
  public func submit(
    many requests: [SubmitRequest], idempotencyKey: String? = nil
  ) async throws(ClientError) -> SubmitManyReply {
    var writer = JSONWriter(capacity: requests.count * 256)
    for request in requests {
      request.write(to: &writer)
      writer.newline()
    }
    return try await submit(lines: writer.bytes, idempotencyKey: idempotencyKey)
  }

  /// Submits jobs written as JSON, one a line, in one transaction.
  public func submit(lines: [UInt8], idempotencyKey: String? = nil) async throws(ClientError) -> SubmitManyReply {
    let request = ClientRequest(.post, WirePaths.jobs).submitting(lines, type: WireHeader.ndjson)
    return try await fetch(request.keyed(idempotencyKey))
  }

  /// Checks a submission and answers what would be stored; nothing is.
  public func dryRun(_ request: SubmitRequest) async throws(ClientError) -> DryRunReply {
    try await dryRun(text: request.jsonBytes(), isLines: false)
  }

  /// Checks a submission written as JSON, or as lines of it.
  public func dryRun(text: [UInt8], isLines: Bool) async throws(ClientError) -> DryRunReply {
    let type = isLines ? WireHeader.ndjson : WireHeader.json
    let request = ClientRequest(.post, WirePaths.jobs, query: [QueryItem("dry_run", "true")])
    return try await fetch(request.submitting(text, type: type))
  }
}

extension ClientRequest {
  /// The request with an idempotency key, if there is one.
  func keyed(_ key: String?) -> ClientRequest {
    guard let key else { return self }
    var request = self
    request.headers.append((WireHeader.idempotencyKey, key))
    return request
  }
}
