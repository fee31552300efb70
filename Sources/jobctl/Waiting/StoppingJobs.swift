// What still runs while the daemon stops, as events tell of it, and what is worth a line.

import JobWire

/// The jobs that a stop waits for.
struct StoppingJobs {
  private let mode: WireStopMode
  private var table = RunningTable()
  private var isInSnapshot = true
  /// Those that were told to run; nil until all are known.
  private var told: Set<Int64>?

  init(_ mode: WireStopMode) { self.mode = mode }

  /// Takes an event and returns what to say of it. A crowd is told of once, and then when few are left.
  mutating func take(_ event: EventView) -> String? {
    table.take(event)
    switch event.wireEvent {
    // All of them are told anew.
    case .gap: isInSnapshot = true
    case .snapshotEnd: isInSnapshot = false
    default: break
    }
    if isInSnapshot { return nil }
    // Somebody else ends these, and a stop does not wait for it.
    let running = table.jobs.filter { $0.kind != "external" }
    guard let before = told else {
      told = Set(running.map(\.id))
      return StopText.running(running, mode)
    }
    let ended = before.subtracting(running.map(\.id))
    if ended.isEmpty || running.count > StopText.namedMax { return nil }
    told = before.subtracting(ended)
    return StopText.ended(ended.sorted(), left: running.count)
  }
}
