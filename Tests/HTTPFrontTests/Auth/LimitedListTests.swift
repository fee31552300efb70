// Lists for those who see only some: a page looks at so many rows and no more, whatever it finds, and the next one goes on
// from there. Its cursor tells nobody of what they do not see, and cannot be made up.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct LimitedListTests {
  private static let job = #"{"handler":"noop","hold":true,"queue":"mine"}"#

  /// All pages of a list, as the ids or names on them, and the cursors between them.
  private func pages(
    _ client: TokenClient, _ path: String, _ field: String
  ) async throws -> (pages: [[JSONValue]], cursors: [String]) {
    var (pages, cursors): ([[JSONValue]], [String]) = ([], [])
    repeat {
      let cursor = cursors.last.map { "?cursor=\($0)" } ?? ""
      let reply = try await client.send("GET", path + cursor)
      #expect(reply.status == 200, "\(reply.text)")
      pages.append(reply.json?[field]?.arrayValue ?? [])
      guard let next = reply.json?["next_cursor"]?.stringValue else { break }
      cursors.append(next)
    } while pages.count < 100
    return (pages, cursors)
  }

  private func batch(_ client: TokenClient, members: Int) async throws -> Int64 {
    let jobs = [String](repeating: Self.job, count: members).joined(separator: ",")
    let made = try await client.send("POST", "/v1/batches", #"{"open":true,"jobs":[\#(jobs)]}"#)
    return try #require(made.json?["id"]?.integerValue, "\(made.text)")
  }

  @Test func pagesOfBatchesEndWhenEnoughMembersWereLookedAt() async throws {
    try await withLimitedToken("read,submit queues=mine", pageRowsMax: 10) { owner, limited in
      let small = try await batch(limited, members: 1)
      let large = try await batch(limited, members: 35)
      let mixed = try await batch(limited, members: 15)
      _ = try await owner.submit(#"{"handler":"noop","hold":true,"queue":"other","batch":\#(mixed)}"#)
      let empty = try await batch(limited, members: 0)
      let found = try await pages(limited, "/v1/batches", "batches")
      #expect(found.pages.flatMap { $0.compactMap { $0["id"]?.integerValue } } == [empty, large, small])
      #expect(found.pages.count > 4, "\(found.pages.count) pages")
      // Whoever has made nothing up comes through, and nobody else's cursor is taken.
      let sealed = try #require(found.cursors.first { Int64($0) == nil })
      #expect(!sealed.contains("\(mixed)."))
      for bad in ["\(mixed).9999", sealed + "A", String(sealed.dropLast(2)), "~", "-1", "x"] {
        let refused = try await limited.send("GET", "/v1/batches?cursor=\(bad)")
        #expect(refused.status == 400 && refused.fields == ["cursor"], "\(bad): \(refused.text)")
      }
      #expect(try await owner.get("/v1/batches").json?["batches"]?.arrayValue?.count == 4)
    }
  }

  /// They take no place on a page.
  @Test func batchesAndSchedulesOfOthersLeaveNoEmptyPages() async throws {
    try await withLimitedToken("read,submit queues=mine") { owner, limited in
      var own: [Int64] = []
      for _ in 0..<3 {
        own.append(try await batch(limited, members: 1))
        for _ in 0..<4 { _ = try await owner.batch(#"{"jobs":[{"handler":"noop","hold":true}]}"#) }
      }
      let found = try await limited.send("GET", "/v1/batches?limit=2")
      let ids = found.json?["batches"]?.arrayValue?.compactMap { $0["id"]?.integerValue }
      #expect(ids == [own[2], own[1]], "\(found.text)")
      for (name, queue) in [
        ("a", "x"), ("b", "mine"), ("c", "x"), ("d", "x"), ("e", "x"), ("f", "mine"), ("g", "mine"),
      ] {
        let job = #"{"every":"1h","job":{"handler":"noop","queue":"\#(queue)"}}"#
        #expect(try await owner.send("PUT", "/v1/schedules/\(name)", body: job).status == 200)
      }
      let first = try await limited.send("GET", "/v1/schedules?limit=2")
      func names(_ reply: RawResponse) -> [String]? {
        reply.json?["schedules"]?.arrayValue?.compactMap { $0["name"]?.stringValue }
      }
      #expect(names(first) == ["b", "f"] && first.json?["next_cursor"]?.stringValue == "f", "\(first.text)")
      let second = try await limited.send("GET", "/v1/schedules?limit=2&cursor=f")
      #expect(names(second) == ["g"] && second.json?["next_cursor"]?.stringValue == nil, "\(second.text)")
    }
  }

  @Test func pagesOfSchedulesEndWhenEnoughWereLookedAt() async throws {
    try await withLimitedToken("read,submit queues=mine", pageRowsMax: 10) { owner, limited in
      for number in 10..<50 {
        let hidden = #"{"every":"1h","job":{"handler":"noop","queue":"other"}}"#
        #expect(try await owner.send("PUT", "/v1/schedules/hidden\(number)", body: hidden).status == 200)
      }
      let own = #"{"every":"1h","job":{"handler":"noop","queue":"mine"}}"#
      #expect(try await owner.send("PUT", "/v1/schedules/visible", body: own).status == 200)
      let whole = try await limited.send("GET", "/v1/schedules")
      #expect(whole.json?["schedules"]?.arrayValue?.count == 1, "\(whole.text)")
      var (names, cursor, count): ([String], String?, Int) = ([], nil, 0)
      repeat {
        let query = cursor.map { "&cursor=\($0)" } ?? ""
        let reply = try await limited.send("GET", "/v1/schedules?limit=5" + query)
        #expect(reply.status == 200 && !reply.text.contains("hidden"), "\(reply.text)")
        names += reply.json?["schedules"]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
        cursor = reply.json?["next_cursor"]?.stringValue
        count += 1
      } while cursor != nil && count < 100
      #expect(names == ["visible"] && count > 2, "\(names) on \(count) pages")
      #expect(try await limited.send("GET", "/v1/schedules?cursor=~abc").status == 400)
    }
  }
}
