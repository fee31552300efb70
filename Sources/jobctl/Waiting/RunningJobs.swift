// While a person looks at the line of a wait: asks once a second how far the running jobs of that wait are.

import JobClient
import JobWire

/// The jobs of a wait that run.
struct RunningJobs: Sendable {
  private static let pause = Duration.seconds(1)

  let client: JobClient
  let subject: WaitedJobs

  /// Keeps `progress` up to date until the task is cancelled.
  func watch(_ progress: WaitProgress) async {
    var filter = JobFilterWire()
    filter.states = [.running]
    if case .batch(let id) = subject { filter.batch = id }
    let ids: Set<Int64>? = if case .jobs(let ids) = subject { Set(ids) } else { nil }
    while !Task.isCancelled {
      // A token may be allowed to wait for jobs and not to list them; then there is no bar.
      if let page = try? await client.jobs(ListRequest(filter: filter, limit: ListRequest.limitMax)) {
        progress.note(running: page.jobs.filter { ids?.contains($0.id) ?? true }, at: .current)
      }
      do { try await ContinuousClock().sleep(for: Self.pause) } catch { return }
    }
  }
}
