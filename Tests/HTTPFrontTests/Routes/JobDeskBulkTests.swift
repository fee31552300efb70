// Verbs over many jobs that change what waits: hold, release and edit.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct JobDeskBulkTests {
  private static let late = #"{"handler":"noop","delay":"1h","queue":"b"}"#

  @Test func manyAreHeldEditedAndReleased() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let ids = [try await client.submit(Self.late), try await client.submit(Self.late)]
      let filter = #""filter":{"queue":"b"}"#
      let dry = try await client.post("/v1/jobs:hold", "{\(filter),\"dry_run\":true}")
      #expect(dry.json?["ids"]?.arrayValue?.compactMap(\.integerValue) == ids)
      #expect(try await client.post("/v1/jobs:hold", "{\(filter)}").json?["count"]?.integerValue == 2)
      #expect(try await client.post("/v1/jobs:hold", "{\(filter)}").json?["count"]?.integerValue == 0)
      let edit = try await client.post("/v1/jobs:edit", "{\(filter),\"set\":{\"priority\":7,\"queue\":\"c\"}}")
      #expect(edit.status == 200 && edit.json?["count"]?.integerValue == 2, "\(edit.text)")
      let release = try await client.post("/v1/jobs:release", #"{"filter":{"queue":"c"}}"#)
      #expect(release.json?["count"]?.integerValue == 2)
      for id in ids {
        let job = try await client.get("/v1/jobs/\(id)").json
        #expect(job?["state"]?.stringValue == "scheduled" && job?["priority"]?.integerValue == 7)
      }
      client.raw.close()
    }
  }

  @Test func whatIsWrongWithAnEditIsNamedWithItsPlace() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let ids = [
        try await client.submit(#"{"shell":"true","hold":true,"queue":"b"}"#),
        try await client.submit(#"{"shell":"true","hold":true,"queue":"b"}"#),
      ]
      func edit(_ set: String, _ query: String = "") async throws -> RawResponse {
        try await client.post("/v1/jobs:edit\(query)", #"{"filter":{"queue":"b"},"set":\#(set)}"#)
      }
      let bound = try await edit(#"{"priority":9999}"#)
      #expect(bound.status == 400 && bound.fields == ["set.priority"], "\(bound.text)")
      let unknown = try await edit(#"{"state":"failed"}"#)
      #expect(unknown.status == 400 && unknown.fields == ["set.state"], "\(unknown.text)")
      let parent = try await edit(#"{"after":[999]}"#)
      #expect(parent.status == 400 && parent.fields == ["set.after[0].job"], "\(parent.text)")
      let queue = try await edit(#"{"queue":"typo"}"#, "?create_queue=false")
      #expect(queue.status == 404, "\(queue.text)")
      // One of them would wait for itself; the other is changed all the same, and that is said.
      let some = try await edit(#"{"after":[\#(ids[0])]}"#)
      #expect(some.status == 400 && some.fields == ["set.after[0].job"], "\(some.text)")
      #expect(some.json?["count"]?.integerValue == 1)
      #expect(try await client.post("/v1/jobs:edit", #"{"filter":{"queue":"b"}}"#).fields == ["set"])
      client.raw.close()
    }
  }
}
