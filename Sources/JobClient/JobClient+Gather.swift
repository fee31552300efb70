// Waiting for several jobs and taking what they made: asyncio's gather.

import JobWire

extension JobClient {
  /// Results that are fetched at a time.
  private static let fetchesMax = 8

  /// What the jobs made, in the order given; a job given twice has two places.
  ///
  /// - Errors: `.unsuccessful` with the first job that ends without success, as soon as it does; the others go on.
  public func gather(_ ids: [Int64]) async throws(ClientError) -> [ResultBytes] {
    var ended = asCompleted(ids).makeAsyncIterator()
    while let job = try await ended.next() {
      if job.state != .succeeded { throw .unsuccessful(job) }
    }
    let results = await ended.client.results(Array(Set(ids)))
    var gathered: [ResultBytes] = []
    for id in ids {
      guard let result = results[id] else { continue }
      gathered.append(try result.get())
    }
    return gathered
  }

  /// What the jobs made, in the order given; see `gather(_:)`.
  public func gather(_ jobs: [JobHandle]) async throws(ClientError) -> [ResultBytes] {
    try await gather(jobs.map(\.id))
  }

  /// What the jobs made or why they made nothing, in the order given, once all have ended; a job given twice has two
  /// places. One that ended without success has the error `.unsuccessful`.
  public func gatherReturningErrors(
    _ ids: [Int64]
  ) async throws(ClientError) -> [Result<ResultBytes, ClientError>] {
    var fates: [Int64: Result<ResultBytes, ClientError>] = [:]
    var succeeded: [Int64] = []
    var ended = asCompleted(ids).makeAsyncIterator()
    while let job = try await ended.next() {
      if job.state == .succeeded {
        succeeded.append(job.id)
      } else {
        fates[job.id] = .failure(.unsuccessful(job))
      }
    }
    fates.merge(await ended.client.results(succeeded)) { _, result in result }
    return ids.compactMap { fates[$0] }
  }

  /// What the jobs made or why they made nothing; see `gatherReturningErrors(_:)`.
  public func gatherReturningErrors(
    _ jobs: [JobHandle]
  ) async throws(ClientError) -> [Result<ResultBytes, ClientError>] {
    try await gatherReturningErrors(jobs.map(\.id))
  }

  /// The results of jobs that have succeeded, a few at a time.
  package func results(_ ids: [Int64]) async -> [Int64: Result<ResultBytes, ClientError>] {
    await withTaskGroup(of: (Int64, Result<ResultBytes, ClientError>).self) { group in
      var results: [Int64: Result<ResultBytes, ClientError>] = [:]
      var rest = ids[...]
      for _ in 0..<Self.fetchesMax {
        guard let id = rest.popFirst() else { break }
        group.addTask { (id, await fetchedResult(id)) }
      }
      while let (id, result) = await group.next() {
        results[id] = result
        if let next = rest.popFirst() { group.addTask { (next, await fetchedResult(next)) } }
      }
      return results
    }
  }

  private func fetchedResult(_ id: Int64) async -> Result<ResultBytes, ClientError> {
    do throws(ClientError) { return .success(try await result(id)) } catch { return .failure(error) }
  }
}
