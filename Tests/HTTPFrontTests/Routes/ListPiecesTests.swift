// Pages of lists that are read and sent some jobs at a time are the pages they were.

import JobCore
import JobWire
import NIOHTTP1
import Testing

@testable import HTTPFront

@Suite struct ListPiecesTests {
  private func ids(_ page: RawResponse) -> [Int64] {
    page.json?["jobs"]?.arrayValue?.compactMap { $0["id"]?.integerValue } ?? []
  }

  @Test(arguments: ["newest", "oldest", "priority"]) func pagesOfAnySizeTogetherAreTheList(_ order: String) async throws
  {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      _ = try await client.post("/v1/queues/default/pause")
      let count = 3 * HTTPLimits.jobsPerReading + 7
      let lines = (0..<count).map { #"{"handler":"noop","priority":\#($0 % 3)}"# }.joined(separator: "\n")
      _ = try await client.send("POST", "/v1/jobs", body: lines, type: "application/x-ndjson")
      let whole = try await client.get("/v1/jobs?order=\(order)&limit=1000")
      #expect(ids(whole).count == count && whole.json?["next_cursor"] == .null)
      if order != "priority" { #expect(ids(whole) == ids(whole).sorted(by: order == "newest" ? (>) : (<))) }
      for limit in [
        HTTPLimits.jobsPerReading - 1, HTTPLimits.jobsPerReading, HTTPLimits.jobsPerReading + 1, 250, count,
      ] {
        var (found, cursor): ([Int64], String) = ([], "")
        repeat {
          let page = try await client.get("/v1/jobs?order=\(order)&limit=\(limit)\(cursor)")
          #expect(ids(page).count <= limit)
          found += ids(page)
          cursor = page.json?["next_cursor"]?.stringValue.map { "&cursor=\($0)" } ?? ""
        } while !cursor.isEmpty && found.count <= count
        #expect(found == ids(whole), "\(limit)")
      }
      client.raw.close()
    }
  }

  /// 1,000 results of 64 KiB of control characters were an answer of 375 MiB.
  @Test func longResultsMakeShortPages() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let job = #"{"shell":"head -c 60000 /dev/zero | tr '\\000' '\\001'"}"#
      let jobs = Array(repeating: job, count: 20).joined(separator: ",")
      let made = try await client.post("/v1/batches", #"{"jobs":[\#(jobs)]}"#)
      let id = try #require(made.json?["id"]?.integerValue)
      _ = try await client.get("/v1/batches/\(id)?wait=10s")
      var (found, cursor, pages) = (0, "", 0)
      repeat {
        let page = try await client.get("/v1/batches/\(id)?results=true&limit=1000\(cursor)")
        let results = page.json?["results"]?.arrayValue ?? []
        #expect(page.body.count < HTTPLimits.pageBytesMax + 1_000_000, "\(page.body.count)")
        #expect(results.allSatisfy { $0["result"]?.stringValue?.utf8.count == 60_000 })
        found += results.count
        pages += 1
        cursor = page.json?["next_cursor"]?.stringValue.map { "&cursor=\($0)" } ?? ""
      } while !cursor.isEmpty && pages < 20
      #expect(found == 20 && pages > 1, "\(found) on \(pages) pages")
      client.raw.close()
    }
  }

  @Test func workersThatNameMuchMakeAShortList() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let handlers = (0..<100).map { "\"\($0)" + String(repeating: #"\u0001"#, count: 190) + "\"" }.joined(
        separator: ",")
      for index in 0..<60 {
        let claim = try await client.post("/v1/claims", #"{"handlers":[\#(handlers)],"worker":"w\#(index)"}"#)
        #expect(claim.status == 200)
      }
      let list = try await client.get("/v1/workers")
      let remote = list.json?["remote"]?.arrayValue?.count ?? 0
      #expect(list.json?["truncated"]?.boolValue == true && (1..<60).contains(remote), "\(remote)")
      #expect(list.body.count < HTTPLimits.pageBytesMax + 200_000, "\(list.body.count)")
      client.raw.close()
    }
  }

  /// A list that nobody waits for any more is not gone through.
  @Test func readsOfManyJobsAreCutShortWhenTheirClientLeaves() async throws {
    try await withDaemon { daemon in
      let facts = FrontFacts(version: "0", isDebug: false, registry: ConnectionRegistry(limits: HTTPLimits()))
      let routes = RouteTable.routes(JobDesk(queue: daemon.queue, front: facts))
      for path in ["/v1/jobs", "/v1/jobs:cancel", "/v1/jobs:retry", "/v1/jobs:delete", "/v1/wait"] {
        let route = routes.first { $0.path == path && ($0.method == .GET || path != "/v1/jobs") }
        #expect(route?.isWait == true, "\(path)")
      }
    }
  }
}
