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
      defaultTimeout: settings.defaultTimeoutMicros.map { WireDuration(micros: $0) }, runAs: settings.runAs,
      callbacks: settings.callbacks.map { CallbackSpec($0, for: .path) },
      jobs: StateCounts(status.counts), oldestQueuedAt: status.headOfLineCreatedAt.map { WireTime($0) })
    pause = status.pause.map { PauseView($0) }
  }
}

extension QueueView {
  /// Without what is true of all its jobs together.
  mutating func hideJobs() {
    (jobs, slotsUsed, oldestQueuedAt) = (nil, nil, nil)
  }
}

extension RateSpec {
  fileprivate init(_ rate: StartRate) {
    self.init(count: rate.count, per: WireDuration(micros: rate.perMicros), burst: rate.burst)
  }
}

extension QueueChange {
  /// Changes what the request mentions, and means the stored callbacks by their masks. The engine checks the bounds; only
  /// for 0 slots, by which a person means a pause, is there a sentence here.
  ///
  /// - Parameter stored: the callbacks of the queue as it stands, for who may see them.
  init(_ request: QueueRequest, over stored: @autoclosure () async throws -> [Callback]) async throws {
    guard case .value(let callbacks) = request.callbacks, callbacks.contains(where: \.hasMask) else {
      try self.init(request)
      return
    }
    let before = try await stored()
    var request = request
    request.callbacks = .value(callbacks.unmasked(from: before))
    try self.init(request)
    callbacksBefore = before
  }

  init(_ request: QueueRequest) throws(HTTPFault) {
    var problems: [FieldProblem] = []
    if request.slots == .value(0) {
      let detail = "must be between 1 and \(Limits.slotsMax); pause the queue to stop it"
      problems.append(FieldProblem(field: "slots", detail: detail))
    }
    if case .value(let callbacks) = request.callbacks { problems += callbacks.maskProblems("callbacks") }
    if !problems.isEmpty { throw .invalid(problems) }
    self.init()
    slots = Edit(request.slots)
    maxQueued = Edit(request.maxQueued)
    rate = Edit(request.rate) { StartRate(count: $0.count, perMicros: $0.per.micros, burst: $0.burst) }
    agingMicros = Edit(request.aging) { $0.micros }
    defaultTimeoutMicros = Edit(request.defaultTimeout) { $0.micros }
    runAs = Edit(request.runAs)
    callbacks = Edit(request.callbacks) { $0.map { Callback($0) } }
  }
}
