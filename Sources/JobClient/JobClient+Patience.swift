// What goes on when the daemon is started anew: the requests beside a stream of events, which goes on by itself.

package import JobWire

extension JobClient {
  /// What `body` comes to; a daemon that is away meanwhile is waited for, so long at most. What `body` asks must do no
  /// more when it is asked twice.
  package func patiently<T: Sendable>(
    for patience: WireDuration, _ body: () async throws(ClientError) -> T
  ) async throws(ClientError) -> T {
    var pause = ReconnectPause()
    let end = ContinuousClock.now + .microseconds(patience.micros)
    while true {
      do throws(ClientError) {
        return try await body()
      } catch {
        guard error.isPassing, ContinuousClock.now < end else { throw error }
      }
      do { try await ContinuousClock().sleep(for: pause.next()) } catch { throw .cancelled }
    }
  }
}
