// Short verbs of a remote worker for tests, beside the bench of the store.

import TestSupport

@testable import JobCore

/// A remote worker on the bench.
final class RemoteBench {
  private let bench: StoreBench
  let leaseMicros: Int64 = 60_000_000
  private var tickets: [ClaimTicket] = []

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
    let answer = try await store.claimRemote(
      request(handlers, queues, max, wait: 0),
      idempotency: key.map { ClaimIdempotency(key: $0, fingerprint: Array("f".utf8)) }, ticket: nextTicket(),
      now: bench.now)
    return try answer.given()
  }

  /// A claim that waits in the store when this returns.
  func wait(max: Int = 1, key: String? = nil) -> Task<[RemoteClaim], any Error> {
    let (store, now, ticket) = (store, bench.now, nextTicket())
    let request = request(["far"], [], max, wait: 1)
    let idempotency = key.map { ClaimIdempotency(key: $0, fingerprint: Array("f".utf8)) }
    return Task.immediate {
      let answer = try await store.claimRemote(request, idempotency: idempotency, ticket: ticket, now: now)
      return try answer.given()
    }
  }

  private func nextTicket() -> ClaimTicket {
    tickets.append(ClaimTicket(tickets.count + 1))
    return tickets[tickets.count - 1]
  }

  /// Withdraws the claim with this number, counted from 1; also one that has not been made yet.
  func withdraw(_ number: Int) {
    store.withdrawRemote(number <= tickets.count ? tickets[number - 1] : ClaimTicket(number))
  }

  /// A claim that may wait and was withdrawn before it came.
  func claimTooLate() async throws -> [RemoteClaim] {
    let ticket = nextTicket()
    store.withdrawRemote(ticket)
    let answer = try await store.claimRemote(
      request(["far"], [], 1, wait: 1), idempotency: nil, ticket: ticket, now: bench.now)
    guard case .claims(let claims) = answer else { throw Draining() }
    return claims
  }

  /// The end of one job and the claim of the next.
  func end(_ claim: RemoteClaim, next max: Int, fingerprint: [UInt8] = [0]) async throws -> [RemoteClaim]? {
    var ending = RemoteEnding(fence: claim.fence, end: .completed(result: nil), fingerprint: fingerprint)
    ending.next = request(["far"], [], max, wait: 0)
    guard case .ended(_, let claims)? = try await store.endRemote([ending], now: bench.now).first else { return nil }
    return claims
  }

  /// The job after the end; `nil` if the fence was stale.
  func end(_ claim: RemoteClaim, _ end: RemoteEnd, fingerprint: [UInt8] = [0]) async throws -> Job? {
    let ending = RemoteEnding(fence: claim.fence, end: end, fingerprint: fingerprint)
    guard case .ended(let job, _)? = try await store.endRemote([ending], now: bench.now).first else { return nil }
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

extension RemoteAnswer {
  fileprivate func given() throws -> [RemoteClaim] {
    switch self {
    case .claims(let claims), .replayed(let claims): return claims
    case .draining, .mismatch: throw RemoteBench.Draining()
    }
  }
}
