// While a person looks at the line of a wait: hears how far the running jobs of that wait are.

import JobClient
import JobWire

/// The jobs of a wait that run.
struct RunningJobs: Sendable {
  /// Nobody reads faster; what is heard meanwhile is shown together.
  private static let pause = Duration.milliseconds(100)

  let client: JobClient
  let subject: WaitedJobs

  /// Keeps `progress` up to date until the task is cancelled.
  func watch(_ progress: WaitProgress) async {
    // A token may be allowed to wait for jobs and not to hear of them; then there is no bar.
    do { try await follow(progress) } catch {}
  }

  private func follow(_ progress: WaitProgress) async throws {
    var filter = JobFilterWire()
    filter.states = [.running]
    if case .batch(let id) = subject { filter.batch = id }
    let ids: Set<Int64>? = if case .jobs(let ids) = subject { Set(ids) } else { nil }
    var table = RunningTable()
    var events = client.bound().events(filter: filter, snapshot: true).makeAsyncIterator()
    while true {
      for event in try await events.nextFew() where ids.map({ isOf($0, event) }) ?? true { table.take(event) }
      progress.note(running: table.jobs, at: .current)
      try await ContinuousClock().sleep(for: Self.pause)
    }
  }

  private func isOf(_ ids: Set<Int64>, _ event: EventView) -> Bool { event.job.map { ids.contains($0.id) } ?? true }
}
