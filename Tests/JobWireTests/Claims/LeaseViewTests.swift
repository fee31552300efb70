// Leases in answers: one that holds says how long, one that is gone says only that.

import Testing

@testable import JobWire

@Suite struct LeaseViewTests {
  @Test func aLeaseThatHoldsComesAcross() throws {
    let lease = LeaseView(
      fence: "7.1.2", lease: .seconds(60), renewIn: .seconds(20), leaseExpiresAt: WireTime(micros: 60_000_000),
      cancelReason: "user")
    #expect(try LeaseView(jsonBytes: lease.jsonBytes()) == lease)
    #expect(String(decoding: lease.jsonBytes(), as: UTF8.self).contains(#""cancel":{"reason":"user"}"#))
  }

  @Test func oneThatIsGoneSaysNothingElse() throws {
    let lease = LeaseView(fence: "7.1.2", lease: .seconds(60), isStale: true)
    #expect(String(decoding: lease.jsonBytes(), as: UTF8.self) == #"{"fence":"7.1.2","stale":true}"#)
  }

  @Test func aListKeepsTheOrderThatWasAsked() throws {
    let list = LeaseList(claims: [LeaseView(fence: "b", isStale: true), LeaseView(fence: "a", isStale: true)])
    #expect(try LeaseList(jsonBytes: list.jsonBytes()) == list)
  }
}
