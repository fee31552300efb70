// Verbs over many jobs: a dry run counts all of them and names the first ones.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct JobDeskListsTests {
  @Test func dryRunCountsAllAndNamesTheFirstThousand() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let lines = [String](repeating: #"{"handler":"noop","hold":true}"#, count: 1_200).joined(separator: "\n")
      _ = try await client.send("POST", "/v1/jobs", body: lines, type: "application/x-ndjson")
      let body = #"{"filter":{"state":"held"},"dry_run":true}"#
      for verb in ["cancel", "delete"] {
        let dry = try await client.post("/v1/jobs:\(verb)", body)
        let ids = dry.json?["ids"]?.arrayValue?.compactMap(\.integerValue) ?? []
        let count = verb == "cancel" ? 1_200 : 0
        #expect(dry.json?["count"]?.integerValue == Int64(count) && ids.count == min(count, 1_000), "\(ids.count)")
        #expect(ids == ids.sorted())
      }
      client.raw.close()
    }
  }
}
