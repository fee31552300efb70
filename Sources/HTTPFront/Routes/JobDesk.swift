// What the routes have at hand: the queue, and what the front knows about itself.

import JobCore
import JobWire

/// The one thing every route is made from.
struct JobDesk: Sendable {
  let queue: JobQueue
  let front: FrontFacts
  /// Rows that are looked at for one page of a list, to find what its reader may see; tests have smaller pages.
  var pageRowsMax = Limits.pageRowsMax
  /// Hides in cursors what their readers may not know of, or could make up.
  let hidden = HiddenPlaces()
}
