// Bodies that are valid JSON and cost far more than they are worth, if nobody looks at their size first.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct HostileBodyTests {
  /// Sends a body and expects a 400 that is small and comes soon.
  private func refuse(
    _ target: String, _ body: String, fields: [String]? = nil, at place: SourceLocation = #_sourceLocation
  ) async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let clock = ContinuousClock()
      let start = clock.now
      let response = try await client.post(target, body)
      #expect(response.status == 400, "\(response.text.prefix(200))", sourceLocation: place)
      #expect(response.body.count < 100_000, "\(response.body.count) bytes", sourceLocation: place)
      #expect(clock.now - start < .seconds(9), sourceLocation: place)
      if let fields { #expect(response.fields == fields, "\(response.text.prefix(300))", sourceLocation: place) }
      client.raw.close()
    }
  }

  private let accents = String(repeating: "\u{301}", count: 500_000)

  @Test func longPatternsAreRefusedInBulkVerbsAndWaits() async throws {
    let pattern = String(repeating: "*a", count: 1_000_000)
    for pattern in [pattern, String(pattern.prefix(Limits.nameGlobBytesMax + 1))] {
      try await refuse("/v1/jobs:cancel", #"{"filter":{"name":"\#(pattern)"}}"#, fields: ["filter.name"])
      try await refuse("/v1/wait", #"{"filter":{"name":"\#(pattern)"}}"#, fields: ["filter.name"])
    }
  }

  @Test func deepNestingIsRefused() async throws {
    let depth = 100_000
    for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
      let deep = String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
      try await refuse("/v1/jobs", deep)
      try await refuse("/v1/jobs", #"{"handler":"noop","payload":\#(deep)}"#)
      try await refuse("/v1/wait", #"{"filter":\#(deep)}"#)
      // Nothing closes it.
      try await refuse("/v1/jobs", String(repeating: open, count: depth))
    }
  }

  @Test func manyFaultsMakeASmallAnswer() async throws {
    let members = (0..<100_000).map { "\"k\($0)\":1" }.joined(separator: ",")
    try await refuse("/v1/jobs", #"{"argv":["true"],"env":{\#(members)}}"#, fields: ["env"])
    let numbers = [String](repeating: "1", count: 100_000).joined(separator: ",")
    try await refuse("/v1/jobs", #"{"argv":[\#(numbers)]}"#)
    try await refuse("/v1/jobs", "[" + String(repeating: "{},", count: 200_000) + "1]")
    let many = (0..<900_000).map { "\"k\($0)\":\"\"" }.joined(separator: ",")
    try await refuse("/v1/jobs", #"{"argv":["true"],"env":{\#(many)}}"#)
  }

  @Test func longNamesAndWordsAreNeitherComparedNorSaidBack() async throws {
    try await refuse("/v1/jobs", #"{"argv":["true"],"a\#(accents)":1}"#)
    try await refuse("/v1/jobs", #"{"argv":["true"],"env":{"a\#(accents)":1}}"#)
    try await refuse("/v1/jobs", #"{"argv":["true"],"retry":{"max_attempts":2,"on":["timeout\#(accents)"]}}"#)
    try await refuse("/v1/jobs/1/signal", #"{"signal":"TERM\#(accents)"}"#, fields: ["signal"])
    try await refuse("/v1/jobs:cancel", #"{"filter":{"state":"queued\#(accents)"}}"#, fields: ["filter.state"])
    try await refuse("/v1/jobs", #"{"handler":"noop\#(accents)"}"#, fields: ["handler"])
  }
}
