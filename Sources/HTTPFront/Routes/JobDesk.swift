// What the routes have at hand: the queue, and what the front knows about itself.

import JobCore
import JobWire

/// The one thing every route is made from.
struct JobDesk: Sendable {
  let queue: JobQueue
  let front: FrontFacts
  /// Rows that are looked at for one page of a list, to find what its reader may see; tests have smaller pages.
  var pageRowsMax = Limits.pageRowsMax
  /// Keeps what cursors stand for if their readers may not know it, or could make it up.
  let hidden = HiddenPlaces()
  let readiness = StoreReadiness()
  var eventSeats = EventSeats(max: HTTPLimits().eventStreamsMax)
  /// Of streams of events.
  var heartbeat = HTTPTimeouts().heartbeat
  var eventPace = HTTPTimeouts().eventPace
  /// Hears of a stop that is asked for; `nil` leaves it to the queue, whose end may be that of the whole program.
  var stopper: (@Sendable (StopMode) -> Void)?

  /// What `limit` of a list may be.
  static let pageSize = WireShape.integer(1...Int64(Limits.pageSizeMax))
}
