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

  /// An empty filter is what a program sends that has found nothing to filter by.
  @Test(arguments: ["{}", #"{"tags":{}}"#, #"{"state":null,"queue":null}"#])
  func emptyFilterMeansEveryJobOnlyIfItIsSaid(_ filter: String) async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"handler":"noop","hold":true}"#)
      for beside in ["", #","all":false"#, #","all":null"#, #","dry_run":true"#] {
        for verb in ["cancel", "retry", "delete"] {
          let refused = try await client.post("/v1/jobs:\(verb)", #"{"filter":\#(filter)\#(beside)}"#)
          #expect(refused.status == 400 && refused.fields == ["filter"], "\(verb)\(beside): \(refused.text)")
          #expect(refused.text.contains("all"), "\(refused.text)")
        }
      }
      #expect(try await client.get("/v1/jobs/\(id)").json?["state"]?.stringValue == "held")
      let done = try await client.post("/v1/jobs:cancel", #"{"filter":\#(filter),"all":true}"#)
      #expect(done.json?["count"]?.integerValue == 1)
      client.raw.close()
    }
  }

  @Test func emptyListOfStatesMatchesNothingWhateverIsBesideIt() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"handler":"noop","hold":true}"#)
      for beside in ["", #","all":true"#] {
        let done = try await client.post("/v1/jobs:cancel", #"{"filter":{"state":[]}\#(beside)}"#)
        #expect(done.status == 200 && done.json?["count"]?.integerValue == 0, "\(done.text)")
      }
      #expect(try await client.get("/v1/jobs/\(id)").json?["state"]?.stringValue == "held")
      client.raw.close()
    }
  }
}
