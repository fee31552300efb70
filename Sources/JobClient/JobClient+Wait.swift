// Waiting, for as long as it takes: the daemon holds a request for a minute, so longer waits are several. Whoever has
// died in silence is noticed with the next of them.

public import JobWire

extension JobClient {
  /// How long one request waits, and the time an answer may take beyond it.
  static let pieceSeconds: Int64 = 60
  private static let slackSeconds: Int64 = 30
  /// Jobs in one request, where they can be split among several: it bounds what the daemon looks at for one answer.
  private static let idsPerRequest = 10_000
  /// An answer to a wait: the daemon's own bound, a hundred thousand ids, and room for daemons that know no bound.
  private static let answerBytesMax = 512 << 20
  /// Before a daemon that answers too early is asked again: one that stops does so until it is gone.
  private static let earlyPause = Duration.milliseconds(200)

  /// The job once it has ended, or as it is when `timeout` is over. Leaving the wait never touches the job.
  public func wait(_ id: Int64, timeout: WireDuration? = nil) async throws(ClientError) -> JobView {
    let clock = WaitClock(timeout: timeout, pieceSeconds: Self.pieceSeconds)
    let (view, _): (JobView, JobClient) = try await held(clock, isOver: { $0.done }) { piece in
      ClientRequest(.get, WirePaths.job(id), query: [QueryItem("wait", piece.description)])
    }
    return view
  }

  /// The batch once it is done, or as it is when `timeout` is over. With another condition than `.all` it comes as soon
  /// as a member meets that.
  public func wait(
    batch id: Int64, until: WireWaitUntil = .all, timeout: WireDuration? = nil
  ) async throws(ClientError) -> BatchView {
    let clock = WaitClock(timeout: timeout, pieceSeconds: Self.pieceSeconds)
    let (view, _): (BatchView, JobClient) = try await held(clock, isOver: { $0.isOver(until) }) { piece in
      let query = [QueryItem("wait", piece.description), QueryItem("until", until.rawValue)]
      return ClientRequest(.get, WirePaths.batch(id), query: query)
    }
    return view
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
    let (reply, client): (WaitReply, JobClient) = try await held(
      clock, isForAnyStore: isForAnyStore, isOver: { !$0.expired }
    ) { piece in
      var part = request
      part.timeout = piece
      var outgoing = ClientRequest(.post, WirePaths.wait).with(part).forAnyStore(if: isForAnyStore)
      outgoing.answerBytesMax = Self.answerBytesMax
      // It only looks.
      outgoing.mayBeRepeated = true
      return outgoing
    }
    return try await client.whole(reply)
  }

  /// The answer to the first of many requests that is over, or the last one when the time is up; and a client for the
  /// store that has answered.
  private func held<View: WireDecodable & Sendable>(
    _ clock: WaitClock, isForAnyStore: Bool = false, isOver: (View) -> Bool, _ request: (WireDuration) -> ClientRequest
  ) async throws(ClientError) -> (View, JobClient) {
    var client = isForAnyStore ? self : bound()
    // Whose ids they are has to be known before the daemon may go away and another store come in its place.
    var isLook = !isForAnyStore && client.transport.patience != nil && client.store == nil
    while true {
      let begun = ContinuousClock.now
      let view: View = try await client.patiently(until: clock.deadline) { () async throws(ClientError) in
        let piece = isLook ? WireDuration(micros: 0) : clock.nextPiece()
        return try await client.fetch(request(piece).held(seconds: Self.pieceSeconds + Self.slackSeconds))
      }
      if isOver(view) || clock.isOver { return (view, client.bound()) }
      if !isLook, ContinuousClock.now - begun < .seconds(Self.pieceSeconds / 2) {
        do { try await ContinuousClock().sleep(for: clock.left(of: Self.earlyPause)) } catch { throw .cancelled }
      }
      isLook = false
      if !isForAnyStore { client = client.bound() }
    }
  }
}

extension WaitRequest {
  fileprivate var namesIDs: Bool { ids != nil || batch != nil || filter?.batch != nil || exclude != nil }
}
