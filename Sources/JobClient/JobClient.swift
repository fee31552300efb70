// The door to a daemon for Swift programs: one method per route, in extensions by subject. jobctl is written on it.

// A program that imports JobClient gets the wire types with it: they are what its methods take and give.
@_exported public import JobWire

/// A client of one daemon.
///
/// ```swift
/// try await JobClient.withClient { client in
///   let job = try await client.submit(SubmitRequest(argv: ["make", "report"]))
///   let ended = try await job.wait()
///   print(ended.state)
/// }
/// ```
///
/// Connections are kept and shared between calls; every call may be made from any task. Cancelling the task that calls
/// leaves the request, never the job. Of ordinary requests 8 are made at a time, of waits, claims and outputs that are
/// read 128; more wait for their turn.
///
/// Ids mean something in one database only. When another one answers at the same address, what names ids of the first
/// is refused with the code `other_store`, instead of being answered with what other jobs made; new jobs are taken. A
/// program that keeps ids beyond its life keeps ``store`` beside them and gives it back: such a client talks to no other
/// database at all.
public struct JobClient: Sendable {
  var transport: Transport

  /// Which daemon this client talks to.
  public var endpoint: Endpoint { transport.endpoint }

  /// The mark of the database that this client has its ids from; nil until one has answered.
  public var store: String? { transport.store ?? transport.memory.mark }

  /// A client of the daemon at `endpoint`; `token` is for daemons on TCP, `store` the only database to talk to. Call
  /// `shutdown()` when done.
  public init(endpoint: Endpoint, token: String? = nil, store: String? = nil) {
    transport = Transport(endpoint: endpoint, token: token, store: store)
  }

  /// This client for ids that it has now: whatever it learns later, their database and no other is asked for them. It
  /// shares the connections.
  package func bound() -> JobClient { bound(to: store) }

  func bound(to store: String?) -> JobClient {
    var bound = self
    bound.transport.store = transport.store ?? store
    return bound
  }

  /// Closes all connections. Requests under way fail.
  public func shutdown() async {
    await transport.shutdown()
  }

  /// Runs `body` with a client that is shut down afterwards; without an endpoint, the one that is found.
  public static func withClient<T>(
    endpoint: Endpoint? = nil, token: String? = nil, store: String? = nil, _ body: (JobClient) async throws -> T
  ) async throws -> T {
    let client = JobClient(endpoint: try endpoint ?? Endpoint.discover(), token: token, store: store)
    do {
      let result = try await body(client)
      await client.shutdown()
      return result
    } catch {
      await client.shutdown()
      throw error
    }
  }

  func send(_ request: ClientRequest) async throws(ClientError) {
    _ = try await transport.send(request)
  }

  func fetch<T: WireDecodable>(
    _ request: ClientRequest, as type: T.Type = T.self
  ) async throws(ClientError) -> T {
    try decoded(try await transport.send(request))
  }

  func decoded<T: WireDecodable>(_ answer: Transport.Answer) throws(ClientError) -> T {
    do throws(WireDecodeError) {
      return try T(jsonBytes: answer.body)
    } catch {
      throw .unexpectedAnswer(endpoint: endpoint, status: answer.status, reason: error.description)
    }
  }
}
