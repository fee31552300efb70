// The values behind the golden files of claims.

import JobWire

/// What remote workers are answered.
enum GoldenClaims {
  static let fence = "7-1-42-00112233445566778899aabbccddeeff"

  static let claim = ClaimView(
    job: 7, handler: "thumb", name: "job-7", queue: "default", payload: .null, attempt: 1, maxAttempts: 1, tags: [:],
    fence: fence, timeout: nil, deadline: nil, parents: [], lease: .seconds(60), renewIn: .seconds(20),
    leaseExpiresAt: GoldenValues.time, checkpoint: nil)

  static let claimFull = ClaimView(
    job: 8, handler: "thumb", name: "cover", queue: "media",
    payload: .object([JSONMember(name: "path", value: .string("a b.png"))]), attempt: 2, maxAttempts: 5,
    tags: ["team": "core"], fence: "8-2-42-ffeeddccbbaa99887766554433221100", timeout: .seconds(600),
    deadline: GoldenValues.time, parents: [ClaimParentView(id: 7, state: "succeeded")], lease: .seconds(90),
    renewIn: .seconds(30), leaseExpiresAt: GoldenValues.time, checkpoint: "YXQgMw==")

  static let lease = LeaseView(
    fence: fence, lease: .seconds(60), renewIn: .seconds(20), leaseExpiresAt: GoldenValues.time)

  static let leases: LeaseList = {
    var cancelled = lease
    cancelled.cancelReason = "user"
    return LeaseList(claims: [lease, cancelled, LeaseView(fence: "8-2-42-0", isStale: true)])
  }()
}
