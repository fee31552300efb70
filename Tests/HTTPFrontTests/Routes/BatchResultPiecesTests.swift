// Results of a batch, however long they are, come in pages that have a bound.

import JobWire
import Testing

@testable import HTTPFront

@Suite struct BatchResultPiecesTests {
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
}
