// What still runs after a drain. Nothing starts any more, so what waits, also between two attempts, is not waited for:
// it cannot end before somebody resumes the daemon.

import JobWire

/// The jobs that ran when the drain began, as events tell of them.
struct DrainedJobs {
  /// Jobs that somebody else ends, in his own time.
  private(set) var external: [Int64] = []

  private var table = RunningTable()
  /// Those that have run ever since; `nil` until all are known.
  private var left: Set<Int64>?
  private var isInSnapshot = true
  private let own: Int64?

  /// Leaves out the job in which jobctl itself runs.
  init(except own: Int64?) { self.own = own }

  /// Whether none of them runs any more.
  var isOver: Bool { !isInSnapshot && left?.isEmpty == true }

  mutating func take(_ event: EventView) {
    table.take(event)
    switch event.wireEvent {
    // All of them are told anew.
    case .gap: isInSnapshot = true
    case .snapshotEnd: isInSnapshot = false
    default: break
    }
    if isInSnapshot { return }
    let running = table.jobs
    if left == nil {
      external = running.filter { $0.kind == "external" }.map(\.id)
      left = Set(running.map(\.id)).subtracting(external).subtracting(own.map { [$0] } ?? [])
    }
    left?.formIntersection(running.map(\.id))
  }
}
