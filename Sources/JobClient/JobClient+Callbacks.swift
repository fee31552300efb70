// Callbacks: who is told about the end of a job.

public import JobWire

extension JobClient {
  /// Adds a callback to a job; one that is added after the end is called soon.
  public func addCallback(_ id: Int64, _ request: CallbackRequest) async throws(ClientError) -> CallbackView {
    try await fetch(ClientRequest(.post, WirePaths.job(id, .callbacks)).with(request))
  }

  /// The callbacks of a job, in the order in which they are called.
  public func callbacks(_ id: Int64) async throws(ClientError) -> [CallbackView] {
    let list: CallbackList = try await fetch(ClientRequest(.get, WirePaths.job(id, .callbacks)))
    return list.callbacks
  }

  /// Removes the callbacks of a job that have not been called; answers how many.
  public func removeCallbacks(_ id: Int64) async throws(ClientError) -> Int {
    let reply: RemovedReply = try await fetch(ClientRequest(.delete, WirePaths.job(id, .callbacks)))
    return reply.removed
  }
}
