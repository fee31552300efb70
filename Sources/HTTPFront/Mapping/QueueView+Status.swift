// Queues on the wire: their state, and changes to their settings.

import JobCore
import JobWire

extension QueueView {
  init(_ status: QueueStatus) {
    let settings = status.settings
    self.init(
      name: status.name, slots: settings.slots, slotsUsed: status.slotsUsed, paused: settings.isPaused,
      maxQueued: settings.maxQueued,
      rate: settings.rate.map { RateSpec($0) }, aging: settings.agingMicros.map { WireDuration(micros: $0) },
      defaultTimeout: settings.defaultTimeoutMicros.map { WireDuration(micros: $0) },
      jobs: StateCounts(status.counts), oldestQueuedAt: status.headOfLineCreatedAt.map { WireTime($0) })
  }
}

extension RateSpec {
  fileprivate init(_ rate: StartRate) {
    self.init(count: rate.count, per: WireDuration(micros: rate.perMicros), burst: rate.burst)
  }
}

extension QueueSettings {
  /// Changes what the request mentions. The engine knows the bounds of all of it; what is refused here is what only
  /// a person would mean otherwise.
  mutating func apply(_ request: QueueRequest) throws(HTTPFault) {
    if request.slots == .value(0) {
      let detail = "must be between 1 and \(Limits.slotsMax); pause the queue to stop it"
      throw .invalid([FieldProblem(field: "slots", detail: detail)])
    }
    request.slots.set(&slots) { $0 }
    request.maxQueued.set(&maxQueued) { $0 }
    request.rate.set(&rate) { StartRate(count: $0.count, perMicros: $0.per.micros, burst: $0.burst) }
    request.aging.set(&agingMicros) { $0.micros }
    request.defaultTimeout.set(&defaultTimeoutMicros) { $0.micros }
  }
}

extension PatchField {
  /// Null is the default, which is none.
  fileprivate func set<Setting>(_ setting: inout Setting?, _ convert: (Value) -> Setting) {
    switch self {
    case .absent: break
    case .null: setting = nil
    case .value(let value): setting = convert(value)
    }
  }
}
