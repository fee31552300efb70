// Batches: create, look at, wait for, gather what the members made, close, cancel.

import JobCore
import JobWire

extension JobDesk {
  static let batchListQuery: [Query.Name] = [.once("limit", pageSize), .once("cursor")]

  func createBatch(_ request: HTTPRequest) async throws -> HTTPResponse {
    let batch = try NewBatch(request.decode(orEmpty: BatchRequest()), by: request.identity)
    try await permit(batch.callbacks, request)
    return try await looking(for: request.identity, submitting: batch.jobs) { mark in
      try await permitSubmissions(batch.jobs, request)
      try await require(NamedQueues(of: batch.jobs), request)
      return try await create(batch, since: mark, request)
    }
  }

  private func create(_ batch: NewBatch, since mark: SightMark?, _ request: HTTPRequest) async throws -> HTTPResponse {
    let idempotency = try request.batchIdempotency()
    do throws(SubmitError) {
      switch try await queue.createBatch(batch, idempotency: idempotency, since: mark) {
      case .created(let batch, let ids): return Self.created(batch.id.value, BatchView(batch, ids: ids).jsonBytes())
      case .replayed(let answer):
        let id = (try? JSONReader.parse(answer))?["id"]?.integerValue
        return Self.created(id, answer).replayed()
      }
    } catch {
      throw try await concealed(HTTPFault(batch: error), request)
    }
  }

  private static func created(_ id: Int64?, _ answer: [UInt8]) -> HTTPResponse {
    let response = HTTPResponse(.created, json: answer)
    return id.map { response.with("Location", WirePaths.batch($0)) } ?? response
  }

  /// Newest first. An identity that sees only some jobs sees the batches that it has created; its pages may be short or
  /// even empty without being the last.
  func batches(_ request: HTTPRequest) async throws -> HTTPResponse {
    let limit = try request.count("limit", in: 1...Limits.pageSizeMax, default: Limits.pageSizeDefault)
    if request.identity.isLimited {
      var listing = BatchListing(self, request, limit: limit)
      let next = try await listing.run(from: try BatchListing.Place(request, hidden))?.text(request, hidden)
      return HTTPResponse(.ok, JobWire.BatchPage(batches: listing.visible.map { BatchView($0) }, nextCursor: next))
    }
    let cursor = try request.idCursor().map { BatchID($0) }
    let page = try await queue.batches(limit: limit, after: cursor)
    let next = page.count == limit ? page.last.map { "\($0.id)" } : nil
    return HTTPResponse(.ok, JobWire.BatchPage(batches: page.map { BatchView($0) }, nextCursor: next))
  }

  func batch(_ request: HTTPRequest) async throws -> HTTPResponse {
    let wanted = try BatchQuery(request)
    let id = try await permittedBatch(request)
    let batch: Batch
    if let micros = wanted.waitMicros {
      batch = try await request.haste.look(for: micros) { [queue, until = wanted.until] micros in
        try await queue.wait(id, until: until, timeoutMicros: micros)
      }
      // It may have gained members of others while it was waited for.
      try await permit(id, request)
    } else {
      batch = try await queue.batch(id)
    }
    var view = BatchView(batch)
    if batch.hasCallbacks {
      view.callbacks = try await queue.callbacks(batch.id).map { CallbackView($0, for: request.urlSight) }
    }
    if wanted.wantsResults {
      if !wanted.returnsErrors { try Self.checkSuccess(batch) }
      return try await .made(by: BatchResultPieces(self, request, id, view, wanted))
    }
    return HTTPResponse(.ok, view)
  }

  /// Throws as soon as a member has ended without success, and when the batch is done after a cancel, as gather does.
  private static func checkSuccess(_ batch: Batch) throws(HTTPFault) {
    let hasError = [JobState.failed, .cancelled, .skipped].contains { batch.counts[$0, default: 0] > 0 }
    guard hasError || (batch.isDone && !batch.isSuccess) else { return }
    throw .unsuccessfulBatch(batch)
  }

  func closeBatch(_ request: HTTPRequest) async throws -> HTTPResponse {
    let batch = try await looking(for: request.identity) { mark in
      try await queue.closeBatch(try await permittedBatch(request), since: mark)
    }
    return HTTPResponse(.ok, BatchView(batch))
  }

  func cancelBatch(_ request: HTTPRequest) async throws -> HTTPResponse {
    let reason = try request.decode(orEmpty: BatchCancelRequest()).reason
    let batch = try await looking(for: request.identity) { mark in
      try await queue.cancelBatch(try await permittedBatch(request), reason: reason, since: mark)
    }
    return HTTPResponse(.ok, BatchView(batch))
  }
}

extension HTTPRequest {
  fileprivate func batchIdempotency() throws(HTTPFault) -> BatchIdempotency? {
    guard let key = try checkedIdempotencyKey() else { return nil }
    return BatchIdempotency(key: key, fingerprint: RequestFingerprint.of(self)) { batch, ids in
      BatchView(batch, ids: ids).jsonBytes()
    }
  }
}
