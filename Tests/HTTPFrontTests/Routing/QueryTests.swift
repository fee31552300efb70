// Queries: only names that the route knows get through, each as often as it may be given.

import JobWire
import Testing

@testable import HTTPFront

@Suite struct QueryTests {
  private static let names: [Query.Name] = [.once("limit"), .repeatable("tag")]

  /// What is wrong with a query, by the fields; `nil` for one that is no query at all.
  private func problems(_ text: Substring, _ allowed: [Query.Name] = QueryTests.names) -> [String]? {
    do throws(HTTPFault) {
      _ = try Query(text, allowed: allowed)
      return []
    } catch {
      guard case .invalid(let problems) = error else { return nil }
      return problems.map { "\($0.field) \($0.detail)" }
    }
  }

  @Test func itemsAreDecodedInTheirOrder() throws {
    let query = try Query("tag=a%20b&limit=3&tag=c+d&tag", allowed: Self.names)
    #expect(query.items.map(\.value) == ["a b", "3", "c d", ""])
    #expect(query.first("tag") == "a b" && query.first("cursor") == nil)
    #expect(try Query("", allowed: []).items.isEmpty)
  }

  @Test func unknownAndRepeatedItemsAreNamedTogether() {
    #expect(
      problems("limit=1&limit=2&page=3") == [
        "limit may be given only once", "page is not known here; known are limit, tag",
      ])
    #expect(problems("a=1", []) == ["a is not known here; this route takes no query"])
  }

  @Test func malformedEscapesAreNoQuery() {
    #expect(problems("limit=%zz") == nil)
  }
}
