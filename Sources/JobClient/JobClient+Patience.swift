// A client that waits for a daemon that is started anew.

public import JobWire

extension JobClient {
  /// This client with patience: when a daemon that has answered before goes away, whatever only looks or waits goes on
  /// when it is back, and fails if it is not back within `time`. What changes something is made once, as ever. The
  /// streams of ``events(filter:after:snapshot:patience:)`` have this patience if they are given none.
  ///
  /// - Parameter whenAway: hears why the daemon is away, once until it is back.
  public func patient(
    for time: WireDuration, whenAway: @escaping @Sendable (ClientError) -> Void = { _ in }
  ) -> JobClient {
    var patient = self
    patient.transport.patience = DaemonPatience(time, isKnown: transport.memory.mark != nil, whenAway: whenAway)
    return patient
  }

  /// This client without patience.
  package var impatient: JobClient {
    var impatient = self
    impatient.transport.patience = nil
    return impatient
  }

  /// What `body` comes to, with the patience that this client has.
  func patiently<T: Sendable>(
    until limit: ContinuousClock.Instant?, _ body: () async throws(ClientError) -> T
  ) async throws(ClientError) -> T {
    guard let patience = transport.patience else { return try await body() }
    return try await patience.over(until: limit, body)
  }
}
