// The output of one start of a job as it comes, over as many connections as it takes.

import JobWire

/// Follows one output of one start to its end.
package struct FollowedStart: Sendable {
  /// How often the daemon is asked whether it is still there. A job may be silent for as long as it likes, and a daemon
  /// that stands still is as silent.
  static let lookPause = Duration.seconds(30)
  /// How long it may take to answer that.
  private static let lookSeconds: Int64 = 30

  private let client: JobClient
  private let id: Int64
  private let start: StartMark
  private let stream: LogRequest.Stream
  var lookPause = Self.lookPause
  var lookSeconds = Self.lookSeconds

  /// - Parameter client: what it asks is for the store alone that the client knows by now.
  package init(_ client: JobClient, _ id: Int64, _ start: StartMark, _ stream: LogRequest.Stream) {
    self.client = client.bound()
    self.id = id
    self.start = start
    self.stream = stream
  }

  /// Hands on the bytes from `offset` until the start is over. When the connection is lost and the client has patience,
  /// it goes on behind the last byte; if meanwhile the attempt was interrupted and begun anew, it ends.
  ///
  /// Of a log that went over its limit before it was read, the middle is missing: then what follows a lost connection
  /// may repeat some of what was there.
  package func copy(from offset: Int64, _ take: ([UInt8]) async throws -> Void) async throws {
    var position = offset
    var pause = ReconnectPause()
    var output: AnswerStream? = try await open(at: position)
    while let current = output {
      let before = position
      do {
        return try await copy(current, &position, take)
      } catch let error as ClientError where error.isPassing && client.transport.patience != nil {
        if position > before { pause.reset() }
      }
      try await ContinuousClock().sleep(for: pause.next())
      output = try await openAgain(at: position)
    }
  }

  private func copy(
    _ output: AnswerStream, _ position: inout Int64, _ take: ([UInt8]) async throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await watchDaemon(output) }
      defer { group.cancelAll() }
      while let piece = try await output.next() {
        try await take(piece)
        position += Int64(piece.count)
      }
    }
  }

  /// Ends the stream when the daemon does not answer any more.
  private func watchDaemon(_ output: AnswerStream) async {
    var look = ClientRequest(.get, WirePaths.job(id))
    look.seconds = lookSeconds
    do {
      while true {
        try await ContinuousClock().sleep(for: lookPause)
        _ = try await client.impatient.transport.send(look)
      }
    } catch let error as ClientError where error.isPassing {
      output.end(error)
    } catch {
      // The follower has left, or may not look any more, and then the stream says so itself.
    }
  }

  private func open(at position: Int64) async throws(ClientError) -> AnswerStream {
    let request = LogRequest(stream: stream, attempt: start.attempt, offset: position, follow: true)
    return try await client.log(id, request).answer
  }

  /// The stream behind what is known; nil if the start is over and its output is not to be had any more.
  private func openAgain(at position: Int64) async throws(ClientError) -> AnswerStream? {
    let opened: Result<AnswerStream, ClientError>
    do throws(ClientError) { opened = .success(try await open(at: position)) } catch { opened = .failure(error) }
    if case .failure(let error) = opened, error.problem == nil { throw error }
    // Only now, so that another start cannot come between.
    guard start.isMeant(by: try await client.job(id, full: true)) else { return nil }
    return try opened.get()
  }
}
