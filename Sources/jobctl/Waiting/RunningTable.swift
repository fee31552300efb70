// The running jobs of a filter, kept from events.

import JobWire

/// What is known of jobs that run.
struct RunningTable {
  private var rows: [Int64: JobView] = [:]

  /// In the order of their ids.
  var jobs: [JobView] { rows.values.sorted { $0.id < $1.id } }

  mutating func take(_ event: EventView) {
    // All of them are told anew.
    if event.wireEvent == .gap { rows = [:] }
    guard let job = event.job else { return }
    // A snapshot may be newer than the changes that follow it.
    if let known = rows[job.id], known.rev > job.rev { return }
    let runs = job.state == .running && !event.hasLeft && event.wireEvent != .jobDeleted
    rows[job.id] = runs ? job : nil
  }
}
