// Which queues submissions name, and which of them are not there.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct NamedQueuesTests {
  private func job(_ queue: String, then followUps: [NewJob] = []) -> NewJob {
    var job = NewJob(.shell("true"))
    job.queue = queue
    job.then = followUps.map { FollowUp($0) }
    return job
  }

  @Test func followUpsNameQueuesToo() {
    let named = NamedQueues(of: [job("a", then: [job("b", then: [job("c")])]), job("a")])
    #expect(named.names == ["a", "b", "c"])
    #expect(named.missing(among: ["a", "c"]) == "b")
    #expect(named.missing(among: ["c", "b", "a", "d"]) == nil)
    #expect(NamedQueues("default").missing(among: []) == nil, "it is there before its first job")
  }

  @Test func aNameThatIsNotThereIsRefusedOnRequest() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      _ = try await client.submit(#"{"handler":"noop","queue":"mail"}"#)
      let body = #"{"handler":"noop","queue":"mali"}"#
      let refused = try await client.post("/v1/jobs?create_queue=false", body)
      #expect(refused.status == 404 && refused.json?["code"]?.stringValue == "not_found")
      #expect(refused.json?["detail"]?.stringValue == #"there is no queue "mali"; did you mean "mail"?"#)
      #expect(refused.json?["subject"]?["kind"]?.stringValue == "queue")
      let batch = try await client.post("/v1/batches?create_queue=false", #"{"jobs":[\#(body)]}"#)
      #expect(batch.status == 404)
      #expect(try await client.post("/v1/jobs?create_queue=maybe", body).status == 400)
      for query in ["", "?create_queue=true"] {
        #expect(try await client.post("/v1/jobs" + query, body).status == 201)
      }
      #expect(try await client.post("/v1/jobs?create_queue=false", body).status == 201)
      client.raw.close()
    }
  }

  @Test(arguments: ["submit", "read,submit queues=mali,post"])
  func onlyThoseAreSuggestedThatTheSenderSees(_ rights: String) async throws {
    try await withLimitedToken(rights) { owner, limited in
      _ = try await owner.submit(#"{"handler":"noop","queue":"mail"}"#)
      let refused = try await limited.send(
        "POST", "/v1/jobs?create_queue=false", #"{"handler":"noop","queue":"mali"}"#)
      #expect(refused.status == 404)
      #expect(refused.json?["detail"]?.stringValue == #"there is no queue "mali""#)
      #expect(!refused.text.contains("mail"), "\(refused.text)")
    }
  }

  @Test func whoMayLookAtQueuesIsToldOfOneLikeIt() async throws {
    try await withLimitedToken("read,submit queues=mali,mail") { owner, limited in
      _ = try await owner.submit(#"{"handler":"noop","queue":"mail"}"#)
      let refused = try await limited.send(
        "POST", "/v1/jobs?create_queue=false", #"{"handler":"noop","queue":"mali"}"#)
      #expect(refused.status == 404 && refused.text.contains("mail"), "\(refused.text)")
    }
  }
}
