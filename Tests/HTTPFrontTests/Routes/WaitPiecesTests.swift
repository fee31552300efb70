// The answer of POST /v1/wait does not grow with the data: beyond its bytes it names the jobs, in the order of finishing.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct WaitPiecesTests {
  /// What makes a job long: 32 tags of 256 bytes.
  private static let tags = (0..<32).map { #""key\#($0)":"\#(String(repeating: "v", count: 256))""# }
    .joined(separator: ",")

  private static func ids(_ answer: RawResponse, _ field: String) -> [Int64] {
    answer.json?[field]?.arrayValue?.compactMap { $0["id"]?.integerValue ?? $0.integerValue } ?? []
  }

  @Test func whatDoesNotFitIsNamedAndCanBeAskedFor() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let line = #"{"handler":"noop","tags":{\#(Self.tags)}}"#
      let lines = [String](repeating: line, count: 800).joined(separator: "\n")
      var all: [Int64] = []
      for _ in 0..<4 {
        let made = try await client.send("POST", "/v1/jobs", body: lines, type: "application/x-ndjson")
        all += made.json?["ids"]?.arrayValue?.compactMap(\.integerValue) ?? []
      }
      let first = try #require(all.first)
      #expect(all.count == 3_200)
      func wait(_ ids: [Int64]) async throws -> RawResponse {
        let answer = try await client.post(
          "/v1/wait", #"{"ids":[\#(ids.map(String.init).joined(separator: ","))],"timeout":"60s"}"#)
        #expect(answer.status == 200 && answer.json?["expired"]?.boolValue == false)
        #expect(answer.body.count < 17 << 20, "\(answer.body.count) bytes")
        // What is long is read and sent some jobs at a time.
        let isWhole = answer.body.count <= HTTPLimits.wholeListBytesMax
        #expect((answer.header("content-length") != nil) == isWhole)
        return answer
      }
      var rest = all
      var seen: [Int64] = []
      var ends: [String] = []
      var answers = 0
      while !rest.isEmpty && answers < 10 {
        let answer = try await wait(rest)
        let done = Self.ids(answer, "done")
        #expect(!done.isEmpty)
        seen += done
        ends += answer.json?["done"]?.arrayValue?.compactMap { $0["finished_at"]?.stringValue } ?? []
        rest = Self.ids(answer, "omitted")
        answers += 1
      }
      #expect(answers > 1 && seen.count == all.count && Set(seen) == Set(all), "\(answers) answers, \(seen.count) jobs")
      #expect(ends == ends.sorted())
      // A short one is whole, and says nothing of what is left out.
      #expect(try await wait([first]).json?["omitted"] == nil)
      client.raw.close()
    }
  }
}
