// A limit on how long a job may still take, from outside: asyncio's wait_for.

public import JobWire

extension JobClient {
  /// The job once it has ended, cancelled when `limit` is over before that.
  ///
  /// It returns or throws only when the job is really gone, which a cancelled one is after its grace at the latest. A
  /// job that has ended by itself in spite of the cancellation is returned. A limit of zero leaves a job alone that has
  /// ended already.
  ///
  /// - Errors: `.timeLimit` when it was cancelled, `.waitExpired` when it is shielded and goes on.
  public func wait(_ id: Int64, orCancelAfter limit: WireDuration) async throws(ClientError) -> JobView {
    let view = try await wait(id, timeout: limit)
    if view.done { return view }
    let client = bound()
    do throws(ClientError) {
      let reply = try await client.cancel(id, CancelRequest(reason: "the time limit of \(limit) is over"))
      if reply.absorbed { throw .waitExpired(pending: [id]) }
    } catch {
      // It has ended between the two requests.
      if error.problem?.wireCode != .invalidState { throw error }
    }
    let ended = try await client.wait(id)
    if ended.state == .cancelled { throw .timeLimit(ended) }
    return ended
  }
}
