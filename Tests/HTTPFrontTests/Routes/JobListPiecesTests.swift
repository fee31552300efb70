// A page that is read and sent some jobs at a time is the page it was.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct JobListPiecesTests {
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
}
