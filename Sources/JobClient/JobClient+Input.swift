// Input for running commands.

public import JobWire

extension JobClient {
  /// The daemon waits about so long for room; what it takes beyond that is the connection's.
  private static let roomSeconds: Int64 = 10
  private static let roomSlackSeconds: Int64 = 30
  /// What is sent with one request: as much as one may have.
  private static let sendBytesMax = 1 << 20

  /// Sends bytes to the stdin of a running command that was submitted as interactive, in one request.
  ///
  /// As long as the command reads nothing more, and its pipe is full, the daemon waits up to ten seconds. Then it
  /// answers how many bytes were taken: the others have to be sent again. Not tried again by itself: what was sent
  /// before a connection was lost may have arrived or not.
  ///
  /// - Parameters:
  ///   - id: the job.
  ///   - bytes: at most 1 MiB. Up to 4,096 are taken whole or not at all.
  ///   - attempt: the only attempt that may have them; nil is the one that runs.
  ///   - close: its stdin ends behind them, if all are taken.
  public func send(
    input bytes: [UInt8], to id: Int64, attempt: Int? = nil, close: Bool = false
  ) async throws(ClientError) -> InputReply {
    var query: [QueryItem] = []
    if let attempt { query.append(QueryItem("attempt", "\(attempt)")) }
    if close { query.append(QueryItem("close", "true")) }
    var request = ClientRequest(.post, WirePaths.job(id, .stdin), query: query)
    if !bytes.isEmpty { request = request.with(bytes: bytes, type: WireHeader.bytes) }
    return try await fetch(request.held(seconds: Self.roomSeconds + Self.roomSlackSeconds))
  }

  /// Sends all of the bytes to one attempt, in as many requests as it takes. As long as the command reads nothing, this
  /// waits; it ends with an error when the attempt does.
  ///
  /// - Parameters:
  ///   - id: the job.
  ///   - bytes: any number of them.
  ///   - attempt: the only attempt that may have them; nil is the one that runs now.
  ///   - close: its stdin ends behind them.
  ///   - stalled: called when nothing was taken for as long as a request waits.
  /// - Returns: how many that were in all, and for which attempt.
  public func sendAll(
    input bytes: [UInt8], to id: Int64, attempt: Int? = nil, close: Bool = false, stalled: () -> Void = {}
  ) async throws(ClientError) -> InputReply {
    var attempt = attempt
    var place = 0
    while true {
      let end = min(bytes.count, place + Self.sendBytesMax)
      let isLast = end == bytes.count
      let piece = Array(bytes[place..<end])
      let reply = try await send(input: piece, to: id, attempt: attempt, close: close && isLast)
      attempt = reply.attempt
      place += min(max(0, reply.accepted), piece.count)
      if place == bytes.count, reply.closed || !close {
        return InputReply(accepted: place, attempt: reply.attempt, closed: reply.closed)
      }
      if reply.accepted == 0 { stalled() }
    }
  }
}
