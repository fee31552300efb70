// What happens in the daemon, as it happens.

public import JobWire

extension JobClient {
  /// What happens to the jobs of a filter.
  ///
  /// ```swift
  /// var failed = JobFilterWire()
  /// failed.states = [.failed]
  /// for try await event in client.events(filter: failed) where event.wireEvent == .jobFailed {
  ///   print(event.job?.name ?? "")
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - after: the `id` of the last event that was heard; nil begins now.
  ///   - snapshot: whether all jobs that match come first, as they are, then an event `snapshot.end`, then the changes.
  ///   - patience: how long to wait for a daemon that is away before giving up; nil is the patience of the client, and
  ///     without one it never gives up.
  public func events(
    filter: JobFilterWire = JobFilterWire(), after: String? = nil, snapshot: Bool = false,
    patience: WireDuration? = nil
  ) -> EventSequence {
    events(EventRequest(filter: filter, after: after, snapshot: snapshot), patience: patience)
  }

  /// The same, by anything that events can be filtered by.
  public func events(_ request: EventRequest, patience: WireDuration? = nil) -> EventSequence {
    EventSequence(
      transport: transport, request: request, patience: Self.duration(patience) ?? transport.patience?.length,
      whenLost: transport.patience?.tell)
  }

  /// The same; `whenLost` hears when the daemon goes away, once until it is there again.
  package func events(
    _ request: EventRequest, patience: WireDuration?, whenLost: @escaping @Sendable (ClientError) -> Void
  ) -> EventSequence {
    EventSequence(
      transport: transport, request: request, patience: Self.duration(patience), whenLost: whenLost)
  }

  private static func duration(_ patience: WireDuration?) -> Duration? { patience.map { .microseconds($0.micros) } }
}
