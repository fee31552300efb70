// Which events a stream is about, from its query.

import JobCore
import JobWire

extension EventFilter {
  /// - Parameter limits: of whoever asks.
  init(_ wire: EventRequest, within limits: RealmLimits) throws(HTTPFault) {
    self.init()
    jobs = try JobFilter(wire.filter, prefix: "")
    jobs.limits = limits
    if let name = wire.reason {
      reason = Reason(name: name)
      if reason == nil {
        let reasons = Reason.allCases.map(\.name).joined(separator: ", ")
        throw .invalid([FieldProblem(field: "reason", detail: "must be one of \(reasons)")])
      }
    }
    exitCode = wire.exitCode.map { Int32(clamping: $0) }
  }
}
