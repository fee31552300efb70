// Lists: what is shown of each job. Verbs over many jobs: a dry run counts all of them and names the first ones.

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

  @Test func endsAndAttemptsNarrowListsAndVerbsOverMany() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      var ids: [Int64] = []
      for body in [#"{"shell":"exit 3"}"#, #"{"shell":"exit 4"}"#, #"{"shell":"true"}"#] {
        let id = try await client.submit(body)
        _ = try await client.get("/v1/jobs/\(id)?wait=60s")
        ids.append(id)
      }
      _ = try await client.submit(#"{"handler":"noop","hold":true}"#)
      func list(_ query: String) async throws -> [Int64] {
        let list = try await client.get("/v1/jobs?\(query)")
        return list.json?["jobs"]?.arrayValue?.compactMap { $0["id"]?.integerValue } ?? []
      }
      #expect(try await list("order=finished") == ids.reversed())
      #expect(try await list("exit_code=3") == [ids[0]])
      #expect(try await list("reason=exit&order=oldest") == [ids[0], ids[1]])
      #expect(try await list("attempts=%3E0&q=EXIT") == [ids[1], ids[0]])
      let end = try #require(try await client.get("/v1/jobs/\(ids[1])").json?["finished_at"]?.stringValue)
      #expect(try await list("finished_until=\(end)") == [ids[0]])
      #expect(try await list("finished_since=\(end)&order=oldest") == [ids[1], ids[2]])
      for filter in [
        #"{"exit_code":4}"#, #"{"attempts":1,"q":"exit 4"}"#, #"{"finished_since":"\#(end)","reason":"exit"}"#,
      ] {
        let dry = try await client.post("/v1/jobs:retry", #"{"filter":\#(filter),"dry_run":true}"#)
        #expect(dry.json?["ids"]?.arrayValue?.compactMap(\.integerValue) == [ids[1]], "\(filter): \(dry.text)")
      }
      for (query, field) in [("q=", "q"), ("reason=boredom", "reason"), ("attempts=few", "attempts")] {
        let refused = try await client.get("/v1/jobs?\(query)")
        #expect(refused.status == 400 && refused.fields == [field], "\(refused.text)")
      }
      client.raw.close()
    }
  }

  @Test func searchFindsJobsByTextAndSaysHowFarBackItHasLooked() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      var ids: [Int64] = []
      for name in ["Nightly backup", "other", "backup 2"] {
        ids.append(try await client.submit(#"{"handler":"noop","hold":true,"name":"\#(name)"}"#))
      }
      let all = try await client.get("/v1/search?q=BACKUP")
      let found = all.json?["jobs"]?.arrayValue?.compactMap { $0["id"]?.integerValue }
      #expect(all.status == 200 && found == [ids[2], ids[0]], "\(all.text)")
      #expect(all.json?["next_cursor"] == .null && all.json?["looked_back_to"] == .null)
      let first = try await client.get("/v1/search?q=backup&limit=1")
      #expect(first.json?["jobs"]?.arrayValue?.count == 1 && first.json?["looked_back_to"] != .null, "\(first.text)")
      let cursor = try #require(first.json?["next_cursor"]?.stringValue)
      let second = try await client.get("/v1/search?q=backup&limit=5&cursor=\(cursor)")
      #expect(second.json?["jobs"]?.arrayValue?.first?["id"]?.integerValue == ids[0], "\(second.text)")
      let named = try await client.get("/v1/search?q=\(ids[1])")
      #expect(named.json?["jobs"]?.arrayValue?.first?["id"]?.integerValue == ids[1], "\(named.text)")
      for query in ["", "?q=", "?q=a&limit=0", "?q=a&cursor=x", "?q=\(String(repeating: "a", count: 201))"] {
        #expect(try await client.get("/v1/search\(query)").status == 400, "\(query)")
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

  @Test func listShowsWhatEachJobRunsWithoutItsSecrets() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      for work in [
        #""argv":["echo","a b"]"#, #""shell":"mysql -h db --password=hunter2 x""#, #""handler":"noop""#,
        #""external":true"#,
      ] { _ = try await client.submit("{\(work),\"hold\":true}") }
      let jobs = try await client.get("/v1/jobs?order=oldest").json?["jobs"]?.arrayValue ?? []
      #expect(
        jobs.map { $0["command"]?.stringValue } == ["echo 'a b'", "mysql -h db --password=***…", "noop", nil])
      // One that nothing is run for has the field, too.
      #expect(jobs.count == 4 && jobs[3]["command"] == .null)
      let one = try await client.get("/v1/jobs/\(jobs[0]["id"]?.integerValue ?? 0)?view=full").json
      #expect(one?["command"]?.stringValue == "echo 'a b'")
      client.raw.close()
    }
  }

  @Test func lengthsAreNumbersToo() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"handler":"sleep","payload":0.05}"#)
      let job = try #require(try await client.get("/v1/jobs/\(id)?wait=60s").json)
      let (took, waited) = (job["duration_ms"]?.integerValue, job["wait_ms"]?.integerValue)
      #expect(took.map { $0 >= 40 } == true && waited.map { $0 >= 0 } == true, "\(job)")
      let held = try await client.submit(#"{"handler":"noop","hold":true}"#)
      let waiting = try #require(try await client.get("/v1/jobs/\(held)").json)
      #expect(waiting["duration_ms"] == .null && waiting["wait_ms"] == .null, "\(waiting)")
      client.raw.close()
    }
  }
}
