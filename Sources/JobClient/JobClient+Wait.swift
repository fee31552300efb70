// Waiting, for as long as it takes: the daemon holds a request for ten minutes at most, so longer waits are several.

public import JobWire

extension JobClient {
  /// The daemon's own bound on one long poll, and the time an answer may take beyond it.
  static let pieceSeconds: Int64 = 600
  private static let slackSeconds: Int64 = 30
  /// Jobs in one request, where they can be split among several: it bounds what the daemon looks at for one answer.
  private static let idsPerRequest = 10_000
  /// An answer to a wait: the daemon's own bound, a hundred thousand ids, and room for daemons that know no bound.
  private static let answerBytesMax = 512 << 20

  /// The job once it has ended, or as it is when `timeout` is over. Leaving the wait never touches the job.
  public func wait(_ id: Int64, timeout: WireDuration? = nil) async throws(ClientError) -> JobView {
    let clock = WaitClock(timeout: timeout, pieceSeconds: Self.pieceSeconds)
    var client = bound()
    while true {
      let piece = clock.nextPiece()
      let request = ClientRequest(.get, WirePaths.job(id), query: [QueryItem("wait", piece.description)])
      let view: JobView = try await client.fetch(request.held(seconds: Self.pieceSeconds + Self.slackSeconds))
      if view.done || clock.isOver { return view }
      client = client.bound()
    }
  }

  /// The batch once it is done, or as it is when `timeout` is over. With another condition than `.all` it comes as soon
  /// as a member meets that.
  public func wait(
    batch id: Int64, until: WireWaitUntil = .all, timeout: WireDuration? = nil
  ) async throws(ClientError) -> BatchView {
    let clock = WaitClock(timeout: timeout, pieceSeconds: Self.pieceSeconds)
    var client = bound()
    while true {
      let query = [QueryItem("wait", clock.nextPiece().description), QueryItem("until", until.rawValue)]
      let request = ClientRequest(.get, WirePaths.batch(id), query: query)
      let view: BatchView = try await client.fetch(request.held(seconds: Self.pieceSeconds + Self.slackSeconds))
      if view.isOver(until) || clock.isOver { return view }
      client = client.bound()
    }
  }

  /// Waits over several jobs until the condition of the request holds or its timeout is over.
  ///
  /// A wait for all of any number of jobs is made in parts; other waits the daemon refuses over 100,000 jobs.
  public func wait(_ request: WaitRequest) async throws(ClientError) -> WaitReply {
    guard let ids = request.ids, ids.count > Self.idsPerRequest, request.until ?? .all == .all else {
      return try await waitOnce(request)
    }
    let clock = WaitClock(timeout: request.timeout, pieceSeconds: Self.pieceSeconds)
    var whole = WaitReply(done: [], pending: [], expired: false)
    // A job given twice must not be answered twice because its two places are in different parts.
    var seen: Set<Int64> = []
    var rest = ids.filter { seen.insert($0).inserted }[...]
    var client = bound()
    while !rest.isEmpty {
      var part = request
      part.ids = Array(rest.prefix(Self.idsPerRequest))
      part.timeout = clock.timeLeft
      rest = rest.dropFirst(Self.idsPerRequest)
      let reply = try await client.waitOnce(part)
      client = client.bound()
      whole.done += reply.done
      whole.pending += reply.pending
      whole.expired = whole.expired || reply.expired
    }
    return whole
  }

  private func waitOnce(_ request: WaitRequest) async throws(ClientError) -> WaitReply {
    let clock = WaitClock(timeout: request.timeout, pieceSeconds: Self.pieceSeconds)
    let isForAnyStore = !request.namesIDs
    var client = isForAnyStore ? self : bound()
    while true {
      var part = request
      part.timeout = clock.nextPiece()
      var outgoing = ClientRequest(.post, WirePaths.wait).with(part).held(
        seconds: Self.pieceSeconds + Self.slackSeconds)
      outgoing.answerBytesMax = Self.answerBytesMax
      outgoing.isForAnyStore = isForAnyStore
      let reply: WaitReply = try await client.fetch(outgoing)
      if !reply.expired || clock.isOver { return try await client.bound().whole(reply) }
      if !isForAnyStore { client = client.bound() }
    }
  }
}

extension WaitRequest {
  fileprivate var namesIDs: Bool { ids != nil || batch != nil || filter?.batch != nil || exclude != nil }
}
