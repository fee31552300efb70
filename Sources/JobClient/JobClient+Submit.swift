// Submitting: one job, many jobs, or a text that holds them.

public import JobWire

extension JobClient {
  /// Submits a job and returns once it is durable.
  ///
  /// With an `idempotencyKey` the same submission is made once however often it is sent, and a lost connection is
  /// tried again; without one, a lost connection is the caller's to judge. Without `createQueue` a queue that is not there
  /// is refused, with one that was probably meant.
  public func submit(
    _ request: SubmitRequest, idempotencyKey: String? = nil, createQueue: Bool = true
  ) async throws(ClientError) -> JobHandle {
    try await submit(json: request.jsonBytes(), idempotencyKey: idempotencyKey, createQueue: createQueue)
  }

  /// Submits a job written as JSON.
  public func submit(
    json: [UInt8], idempotencyKey: String? = nil, createQueue: Bool = true
  ) async throws(ClientError) -> JobHandle {
    let query = ClientRequest.query(createQueue: createQueue)
    let request = ClientRequest(.post, WirePaths.jobs, query: query).submitting(json, type: WireHeader.json)
    let answer = try await transport.send(request.keyed(idempotencyKey))
    return JobHandle(client: bound(to: answer.store), view: try decoded(answer))
  }

  /// Submits up to 10,000 jobs in one transaction: all of them or none.
  public func submit(
    many requests: [SubmitRequest], idempotencyKey: String? = nil, createQueue: Bool = true
  ) async throws(ClientError) -> SubmitManyReply {
    var writer = JSONWriter(capacity: requests.count * 256)
    for request in requests {
      request.write(to: &writer)
      writer.newline()
    }
    return try await submit(lines: writer.bytes, idempotencyKey: idempotencyKey, createQueue: createQueue)
  }

  /// Submits jobs written as JSON, one a line, in one transaction.
  public func submit(
    lines: [UInt8], idempotencyKey: String? = nil, createQueue: Bool = true
  ) async throws(ClientError) -> SubmitManyReply {
    let query = ClientRequest.query(createQueue: createQueue)
    let request = ClientRequest(.post, WirePaths.jobs, query: query).submitting(lines, type: WireHeader.ndjson)
    return try await fetch(request.keyed(idempotencyKey))
  }

  /// Checks a submission and answers what would be stored; nothing is.
  public func dryRun(_ request: SubmitRequest, createQueue: Bool = true) async throws(ClientError) -> DryRunReply {
    try await dryRun(text: request.jsonBytes(), isLines: false, createQueue: createQueue)
  }

  /// Checks a submission written as JSON, or as lines of it.
  public func dryRun(
    text: [UInt8], isLines: Bool, createQueue: Bool = true
  ) async throws(ClientError) -> DryRunReply {
    let type = isLines ? WireHeader.ndjson : WireHeader.json
    let query = [QueryItem("dry_run", "true")] + ClientRequest.query(createQueue: createQueue)
    let request = ClientRequest(.post, WirePaths.jobs, query: query)
    return try await fetch(request.submitting(text, type: type))
  }
}

extension ClientRequest {
  /// The parameter of requests that name queues.
  static func query(createQueue: Bool) -> [QueryItem] { createQueue ? [] : [QueryItem("create_queue", "false")] }

  /// The request with an idempotency key, if there is one.
  func keyed(_ key: String?) -> ClientRequest {
    guard let key else { return self }
    var request = self
    request.headers.append((WireHeader.idempotencyKey, key))
    return request
  }
}
