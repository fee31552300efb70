// Waiting, for as long as it takes: the daemon holds a request for ten minutes at most, so longer waits are several.

public import JobWire

extension JobClient {
  /// The daemon's own bound on one long poll, and the time an answer may take beyond it.
  private static let pieceSeconds: Int64 = 600
  private static let slackSeconds: Int64 = 30

  /// The job once it has ended, or as it is when `timeout` is over. Leaving the wait never touches the job.
  public func wait(_ id: Int64, timeout: WireDuration? = nil) async throws(ClientError) -> JobView {
    let clock = WaitClock(timeout: timeout, pieceSeconds: Self.pieceSeconds)
    while true {
      let piece = clock.nextPiece()
      var request = ClientRequest(.get, WirePaths.job(id), query: [QueryItem("wait", piece.description)])
      request.seconds = Self.pieceSeconds + Self.slackSeconds
      let view: JobView = try await fetch(request)
      if view.done || clock.isOver { return view }
    }
  }

  /// Waits over several jobs until the condition of the request holds or its timeout is over.
  public func wait(_ request: WaitRequest) async throws(ClientError) -> WaitReply {
    let clock = WaitClock(timeout: request.timeout, pieceSeconds: Self.pieceSeconds)
    while true {
      var part = request
      part.timeout = clock.nextPiece()
      var outgoing = ClientRequest(.post, WirePaths.wait).with(part)
      outgoing.seconds = Self.pieceSeconds + Self.slackSeconds
      let reply: WaitReply = try await fetch(outgoing)
      if !reply.expired || clock.isOver { return reply }
    }
  }
}
