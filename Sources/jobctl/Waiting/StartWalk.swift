// The starts of a job, one after the other, until it has ended: also over restarts of the daemon, which may interrupt one
// start and begin another.

import JobClient
import JobWire

/// Goes from start to start of one job.
struct StartWalk: Sendable {
  /// How long one question for the next start may stay open, where the daemon has no events yet.
  private static let pause = WireDuration(micros: 200_000)
  /// Before a job that has not changed is looked at again, although events said that it had.
  private static let stillPause = Duration.milliseconds(200)

  let client: JobClient
  let id: Int64

  /// Shows one start after the other; answers the job once it has ended. It begins with the start of `job`, or with the
  /// first one that there is.
  func run(from job: JobView, _ show: (StartMark) async throws -> Void) async throws -> JobView {
    var job = job
    var shown: StartMark?
    while true {
      if let next = Self.next(after: shown, job) {
        try await show(next)
        shown = next
        job = try await client.job(id)
      } else if job.done {
        return job
      } else {
        let before = job
        job = try await change(of: job)
        if job == before { try await ContinuousClock().sleep(for: Self.stillPause) }
      }
    }
  }

  /// The start to show after this one; nil if there is none yet.
  static func next(after shown: StartMark?, _ job: JobView) -> StartMark? {
    guard let latest = StartMark(of: job), let shown else { return StartMark(of: job) }
    if latest.attempt > shown.attempt + 1 { return StartMark(attempt: shown.attempt + 1, at: nil) }
    if latest.attempt > shown.attempt { return latest }
    // An attempt that was interrupted has left its number to another start.
    let isAgain = latest.attempt == shown.attempt && shown.at != nil && latest.at != shown.at
    return isAgain ? latest : nil
  }

  /// The job once another attempt has begun, or the job has ended.
  private func change(of job: JobView) async throws -> JobView {
    do {
      try await followChange(of: job)
    } catch let error as ClientError where error.isOfAnOlderDaemon {
      return try await client.wait(id, timeout: Self.pause)
    }
    return try await client.job(id)
  }

  private func followChange(of job: JobView) async throws {
    var isThere = false
    for try await event in client.events(filter: .only(job), snapshot: true) {
      // It is none of those that are there: it has been renamed or removed since it was looked at.
      if event.wireEvent == .snapshotEnd, !isThere { break }
      guard let seen = event.job, seen.id == id else { continue }
      isThere = true
      if StartMark(of: seen) != StartMark(of: job) || seen.done { break }
      if event.hasLeft || event.wireEvent == .jobDeleted { break }
    }
  }
}
