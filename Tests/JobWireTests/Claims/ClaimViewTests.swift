// A claimed job as a worker reads it, also from a daemon that says less, and as it is written.

import JobWire
import Testing

@Suite struct ClaimViewTests {
  private static let least = """
    {"job":7,"handler":"thumb","name":"n","queue":"q","attempt":2,"fence":"f","lease":"1m","renew_in":"20s",
     "lease_expires_at":"2026-11-22T08:00:00Z"}
    """

  @Test func whatAnOlderDaemonDoesNotSayHasItsDefault() throws {
    let claim = try ClaimView(jsonBytes: Array(Self.least.utf8))
    #expect(claim.payload == .null && claim.maxAttempts == 1 && claim.tags == [:] && claim.parents == [])
    #expect(claim.timeout == nil && claim.deadline == nil && claim.checkpoint == nil)
  }

  @Test(arguments: ["job", "handler", "fence", "lease", "renew_in", "lease_expires_at"])
  func withoutWhatAWorkerNeedsItIsNone(name: String) throws {
    let whole = try #require(try JSONReader.parse(Array(Self.least.utf8)).objectValue)
    let part = JSONValue.object(whole.filter { $0.name != name })
    let error = #expect(throws: WireDecodeError.self) { try ClaimView(json: part) }
    #expect(error == .fields([FieldProblem(field: name, detail: "is required")]))
  }

  @Test func whatIsNotThereIsLeftOutAndNotNull() throws {
    let claim = try ClaimView(jsonBytes: Array(Self.least.utf8))
    let written = try JSONReader.parse(claim.jsonBytes())
    for name in ["timeout", "deadline", "checkpoint"] { #expect(written[name] == nil, "\(name)") }
    #expect(written["payload"] == .null && written["max_attempts"]?.integerValue == 1)
    #expect(try ClaimView(json: written) == claim)
  }
}
