// Events as they come, over as many streams as it takes.

public import JobWire
import NIOCore

/// What happens to jobs, batches, queues and schedules, in order and without an end.
///
/// The sequence resumes by itself: when the connection breaks or the daemon starts again, it goes on behind the last
/// event. Where that cannot be had, because too much has happened or it was another run of the daemon, there is an
/// event `gap`: whoever keeps a table looks at everything again, or asks for snapshots, which begin anew behind a `gap`
/// by themselves. Of two pictures of a job the one with the higher `rev` is the newer.
///
/// A reader who is too slow is dropped by the daemon and resumes as well, with a `gap` if need be.
public struct EventSequence: AsyncSequence, Sendable {
  /// An event; heartbeats are not handed out.
  public typealias Element = EventView
  /// Why there is no stream, or none any more.
  public typealias Failure = ClientError

  let transport: Transport
  let request: EventRequest
  /// Nil never gives up.
  var patience: Duration?
  var whenLost: (@Sendable (ClientError) -> Void)?
  var headTime = TransportLimits.headTime

  /// Begins anew; the first stream is opened with the first `next`.
  public func makeAsyncIterator() -> Iterator {
    Iterator(
      transport: transport, request: request, patience: patience, headTime: headTime, whenLost: whenLost)
  }

  /// Follows the stream.
  public struct Iterator: AsyncIteratorProtocol {
    private var transport: Transport
    private var place: EventPlace
    private let patience: Duration?
    private let headTime: TimeAmount
    private let whenLost: (@Sendable (ClientError) -> Void)?
    private var lines: EventLines?
    private var pause = ReconnectPause()
    /// Since when there is no stream; nil while there is one, and before the first.
    private var lostSince: ContinuousClock.Instant?
    private var isLossTold = false
    private var hasBegun = false

    init(
      transport: Transport, request: EventRequest, patience: Duration?, headTime: TimeAmount,
      whenLost: (@Sendable (ClientError) -> Void)?
    ) {
      self.transport = transport
      self.place = EventPlace(request)
      self.patience = patience
      self.headTime = headTime
      self.whenLost = whenLost
    }

    /// The next event; never nil.
    ///
    /// - Errors: what keeps the first stream from being opened; later `.refused` when it is not allowed any more or
    ///   another database answers, the last reason when the daemon has been away for longer than the caller's patience,
    ///   and `.cancelled`.
    public mutating func next() async throws(ClientError) -> EventView? {
      while true {
        do throws(ClientError) {
          if let event = try await told() { return event }
        } catch  where mayPass(error) {
          try await waitForTheDaemon(error)
        }
      }
    }

    /// A first stream is waited for by a client with patience alone, from whose daemon it has heard already.
    private func mayPass(_ error: ClientError) -> Bool {
      error.isPassing && (hasBegun || transport.patience?.mayComeBack(error) == true)
    }

    /// The events that are known by now, at least one.
    package mutating func nextFew() async throws(ClientError) -> [EventView] {
      var few: [EventView] = []
      if let first = try await next() { few.append(first) }
      while few.count < Self.fewMax, let event = try lines?.known() {
        if let event = place.take(event) { few.append(event) }
      }
      return few
    }

    private static let fewMax = 1_000

    /// As `next()`: it needs nothing of the actor that it is called from.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws(ClientError) -> EventView? {
      try await next()
    }

    /// The next event of the stream, if it is one for the caller.
    private mutating func told() async throws(ClientError) -> EventView? {
      guard lines != nil else { return try await open() }
      guard let event = try await lines?.next() else {
        throw .connectionLost(endpoint: transport.endpoint, reason: "the daemon has ended the stream")
      }
      let told = place.take(event)
      // A snapshot that never comes to its end, because the daemon is too busy, is no reason to ask for another at once.
      if place.isKept, event.wireEvent != .gap {
        lostSince = nil
        isLossTold = false
        pause.reset()
      }
      return told
    }

    private mutating func open() async throws(ClientError) -> EventView? {
      let wanted = place.next
      // A batch has its id in one database only; names are what they are in any.
      let isForAnyStore = !hasBegun && wanted.filter.batch == nil
      var request = ClientRequest(.get, WirePaths.events, query: wanted.queryItems).forAnyStore(if: isForAnyStore)
      request.headers.append(("Accept", WireHeader.ndjson))
      request.endsAnywhere = true
      let answer = try await transport.open(request, headWithin: headTime)
      lines = EventLines(answer, endpoint: transport.endpoint)
      hasBegun = true
      transport.patience?.answered()
      // What is heard from here on is of this database.
      transport.store = transport.store ?? transport.memory.mark
      return place.begin()
    }

    private mutating func waitForTheDaemon(_ error: ClientError) async throws(ClientError) {
      lines = nil
      place.lose()
      let now = ContinuousClock.now
      let since = lostSince ?? now
      // A stream that can be had again at once was hardly lost, and one that may not be is another matter.
      if lostSince != nil, !isLossTold {
        isLossTold = true
        whenLost?(error)
      }
      lostSince = since
      if let patience, now - since >= patience { throw error }
      do { try await ContinuousClock().sleep(for: pause.next()) } catch { throw .cancelled }
    }
  }
}
