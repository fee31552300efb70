// Claims: all that is wrong with one at once.

import Testing

@testable import JobCore

@Suite struct ClaimRequestValidationTests {
  private func claim(_ change: (inout ClaimRequest) -> Void = { _ in }) -> [String] {
    var request = ClaimRequest(claimedBy: "uid:1")
    request.handlers = ["a"]
    change(&request)
    return request.faults().map(\.field)
  }

  @Test func aPlainClaimIsTaken() {
    #expect(claim().isEmpty)
    #expect(
      claim {
        $0.handlers = []
        $0.queues = ["ci"]
      }.isEmpty)
  }

  @Test func everyFaultIsNamed() {
    #expect(claim { $0.handlers = [] } == ["handlers"])
    #expect(claim { $0.handlers = [""] } == ["handlers"])
    #expect(claim { $0.handlers = ["a\u{202E}b"] } == ["handlers"])
    let long = String(repeating: "q", count: Limits.queueNameBytesMax + 1)
    for name in ["", "..", "a/b", "two words", "caf\u{E9}", long] {
      #expect(claim { $0.queues = ["ci", name] } == ["queues"], "\(name)")
    }
    #expect(claim { $0.queues = Array(repeating: "q", count: Limits.claimFiltersMax + 1) } == ["queues"])
    #expect(claim { $0.worker = "" } == ["worker"])
    #expect(claim { $0.worker = "a\u{202E}b" } == ["worker"])
    #expect(
      claim {
        $0.max = 0
        $0.leaseMicros = 1
        $0.waitMicros = .max
      } == ["max", "lease", "wait"])
  }
}
