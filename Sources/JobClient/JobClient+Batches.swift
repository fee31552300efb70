// Batches: jobs that are submitted to be awaited together.

public import JobWire

extension JobClient {
  /// Creates a batch with its first jobs, up to 10,000 of them: all of them or none. Without `createQueue` a queue that is
  /// not there is refused.
  public func createBatch(
    _ request: BatchRequest, idempotencyKey: String? = nil, createQueue: Bool = true
  ) async throws(ClientError) -> BatchView {
    let query = ClientRequest.query(createQueue: createQueue)
    return try await fetch(
      ClientRequest(.post, WirePaths.batches, query: query).submitting(request.jsonBytes(), type: WireHeader.json)
        .keyed(idempotencyKey))
  }

  /// A batch by its id.
  public func batch(_ id: Int64) async throws(ClientError) -> BatchView {
    try await fetch(ClientRequest(.get, WirePaths.batch(id)))
  }

  /// One page of batches, newest first.
  public func batches(limit: Int? = nil, cursor: String? = nil) async throws(ClientError) -> BatchPage {
    try await fetch(
      ClientRequest(.get, WirePaths.batches, query: Self.page(limit, cursor)).forAnyStore(if: cursor == nil))
  }

  /// The batch with one page of its members and what they made, in the order of submission.
  public func batchResults(
    _ id: Int64, limit: Int? = nil, cursor: String? = nil
  ) async throws(ClientError) -> BatchView {
    let query = [QueryItem("results", "true")] + Self.page(limit, cursor)
    return try await fetch(ClientRequest(.get, WirePaths.batch(id), query: query))
  }

  /// The batch takes no more jobs; it is done when those it has have ended.
  public func closeBatch(_ id: Int64) async throws(ClientError) -> BatchView {
    try await fetch(ClientRequest(.post, WirePaths.batchClose(id)))
  }

  /// Asks for every member that has not ended to be cancelled; accepted is not ended, waiting tells their fate.
  public func cancelBatch(_ id: Int64, reason: String? = nil) async throws(ClientError) -> BatchView {
    try await fetch(ClientRequest(.post, WirePaths.batchCancel(id)).with(BatchCancelRequest(reason: reason)))
  }

  static func page(_ limit: Int?, _ cursor: String?) -> [QueryItem] {
    var items: [QueryItem] = []
    if let limit { items.append(QueryItem("limit", "\(limit)")) }
    if let cursor { items.append(QueryItem("cursor", cursor)) }
    return items
  }
}
