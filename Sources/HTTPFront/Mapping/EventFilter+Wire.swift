// Which events a stream is about, from its query.

import JobCore
import JobWire

extension EventFilter {
  /// - Parameter limits: of whoever asks.
  init(_ wire: EventRequest, within limits: RealmLimits) throws(HTTPFault) {
    self.init()
    jobs = try JobFilter(wire.filter, prefix: "")
    jobs.limits = limits
  }
}
