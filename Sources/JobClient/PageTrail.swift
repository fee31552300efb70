// The way through a list, page by page. Where the next page is, the daemon says, and whatever answers in its place may
// lead in a circle.

import JobWire

/// The cursors that have been followed.
package struct PageTrail {
  private let endpoint: Endpoint
  private var seen: Set<String> = []

  package init(_ client: JobClient) { endpoint = client.endpoint }

  /// The cursor of the next page, if there is one.
  ///
  /// - Errors: `.unexpectedAnswer` for a page that was there before: its list has no end.
  package mutating func next(_ cursor: String?) throws(ClientError) -> String? {
    guard let cursor else { return nil }
    guard seen.insert(cursor).inserted else {
      throw .unexpectedAnswer(endpoint: endpoint, status: 200, reason: "its pages lead in a circle")
    }
    return cursor
  }
}
