// Queues on the wire: their state, and changes to their settings.

import JobCore
import JobWire

extension QueueView {
  init(_ status: QueueStatus) {
    self.init(
      name: status.name, slots: status.settings.slots, paused: status.settings.isPaused,
      jobs: StateCounts(status.counts), oldestQueuedAt: status.headOfLineCreatedAt.map { WireTime($0) })
  }
}

extension QueueSettings {
  /// Changes what the request mentions.
  mutating func apply(_ request: QueueRequest) throws(HTTPFault) {
    var problems: [FieldProblem] = []
    if request.maxQueued != .absent { problems.append(.unavailable("max_queued")) }
    if request.rate != .absent { problems.append(.unavailable("rate")) }
    if request.defaultTimeout != .absent { problems.append(.unavailable("default_timeout")) }
    switch request.slots {
    case .absent: break
    case .null: slots = nil
    case .value(let count):
      slots = count
      if !(1...Limits.slotsMax).contains(count) {
        let detail = "must be between 1 and \(Limits.slotsMax); pause the queue to stop it"
        problems.append(FieldProblem(field: "slots", detail: detail))
      }
    }
    guard problems.isEmpty else { throw .invalid(problems) }
  }
}
