// Asks once a second how far the jobs of a wait are that run, while a person looks at its line.

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
      // Some may wait for jobs and not list them; for them there is no bar.
      if let page = try? await client.jobs(ListRequest(filter: filter, limit: ListRequest.limitMax)) {
        progress.note(running: page.jobs.filter { ids?.contains($0.id) ?? true }, at: .current)
      }
      do { try await ContinuousClock().sleep(for: Self.pause) } catch { return }
    }
  }
}
