// Short verbs of a remote worker for tests, beside the bench of the store.

@testable import JobCore

/// A remote worker on the bench.
final class RemoteBench {
  private let bench: StoreBench
  let leaseMicros: Int64 = 60_000_000
  private var lastTicket = 0

  init(_ bench: StoreBench) {
    self.bench = bench
  }

  /// The store refused because it is drained.
  struct Draining: Error {}

  var store: any RemoteStore {
    guard let store = bench.store as? any RemoteStore else { preconditionFailure("every store of the suite is one") }
    return store
  }

  private func request(_ handlers: [String], _ queues: [String], _ max: Int, wait: Int64) -> ClaimRequest {
    var request = ClaimRequest(claimedBy: "token:worker")
    request.handlers = handlers
    request.queues = queues
    request.max = max
    request.leaseMicros = leaseMicros
    request.waitMicros = wait
    return request
  }

  func claim(
    handlers: [String] = ["far"], queues: [String] = [], max: Int = 1, key: String? = nil
  ) async throws -> [RemoteClaim] {
    lastTicket += 1
    let answer = try await store.claimRemote(
      request(handlers, queues, max, wait: 0),
      idempotency: key.map { ClaimIdempotency(key: $0, fingerprint: Array("f".utf8)) }, ticket: lastTicket,
      now: bench.now)
    guard case .claims(let claims) = answer else { throw Draining() }
    return claims
  }

  /// A claim that waits in the store when this returns.
  func wait(max: Int = 1) -> Task<[RemoteClaim], any Error> {
    lastTicket += 1
    let (store, now, ticket) = (store, bench.now, lastTicket)
    let request = request(["far"], [], max, wait: 1)
    return Task.immediate {
      let answer = try await store.claimRemote(request, idempotency: nil, ticket: ticket, now: now)
      if case .claims(let claims) = answer { return claims }
      throw Draining()
    }
  }

  /// The job after the end; `nil` if the fence was stale.
  func end(_ claim: RemoteClaim, _ end: RemoteEnd, fingerprint: [UInt8] = [0]) async throws -> Job? {
    let ending = RemoteEnding(fence: claim.fence, end: end, fingerprint: fingerprint)
    guard case .ended(let job)? = try await store.endRemote([ending], now: bench.now).first else { return nil }
    return job
  }

  func heartbeats(_ claims: [RemoteClaim]) async throws -> [LeaseState] {
    try await store.heartbeats(claims.map(\.fence), now: bench.now)
  }

  /// Time goes by, and the store hears of it.
  func pass(micros: Int64) async throws {
    bench.now = bench.now + micros
    bench.store.promoteDue(now: bench.now)
    try await bench.store.ping()
  }
}

extension StoreKind {
  func withRemoteStore(_ body: (StoreBench, RemoteBench) async throws -> Void) async throws {
    try await withStore { bench async throws in try await body(bench, RemoteBench(bench)) }
  }
}
