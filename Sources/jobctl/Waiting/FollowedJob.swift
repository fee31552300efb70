// A job in the foreground: its output goes to ours, Ctrl-C goes to it, and its exit status becomes ours.

import JobClient
import JobWire

/// Follows one job to its end.
struct FollowedJob: Sendable {
  /// How long one question for the next attempt may stay open, where the daemon has no events yet.
  private static let pause = WireDuration(micros: 200_000)

  let client: JobClient
  let id: Int64
  let isJSON: Bool

  /// Returns when the job has succeeded; throws its exit status otherwise.
  func run() async throws {
    let ended = try await withThrowingTaskGroup(of: JobView?.self) { group in
      group.addTask {
        try await watchInterrupts()
        return nil
      }
      group.addTask { try await follow() }
      while let result = try await group.next() {
        guard let result else { continue }
        group.cancelAll()
        return result
      }
      throw CommandFailure(.other, "Following job \(id) ended before the job did.", hint: "jobctl status \(id)")
    }
    if isJSON { try JSONOutput.write(ended) }
    let status = ExitStatus(commandOf: ended)
    if !isJSON, status != .fine { Console.note(JobWords.farewell(ended)) }
    try CommandFailure.check(status)
  }

  /// Shows the output of one attempt after the other, until the job has ended.
  private func follow() async throws -> JobView {
    var attempt = 1
    var job = try await client.job(id)
    while true {
      if job.attempt >= attempt {
        try await copy(attempt: attempt)
        attempt += 1
        job = try await client.job(id)
      } else if job.done {
        return job
      } else {
        job = try await change(of: job)
      }
    }
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
    let nothing = WireDuration(micros: 0)
    for try await event in client.events(filter: .only(job), snapshot: true, patience: nothing) {
      // It is none of those that are there: it has been renamed or removed since it was looked at.
      if event.wireEvent == .snapshotEnd, !isThere { break }
      guard let seen = event.job, seen.id == id else { continue }
      isThere = true
      if seen.attempt > job.attempt || seen.done || event.hasLeft || event.wireEvent == .jobDeleted { break }
    }
  }

  private func copy(attempt: Int) async throws {
    try await withThrowingTaskGroup { group in
      group.addTask { try await copy(.stdout, of: attempt, to: isJSON ? 2 : 1) }
      group.addTask { try await copy(.stderr, of: attempt, to: 2) }
      try await group.waitForAll()
    }
  }

  private func copy(_ stream: LogRequest.Stream, of attempt: Int, to descriptor: Int32) async throws {
    for try await bytes in try await client.log(id, LogRequest(stream: stream, attempt: attempt, follow: true)) {
      try Console.write(bytes, to: descriptor)
    }
  }

  private func watchInterrupts() async throws {
    var count = 0
    for await _ in Interrupts.stream() {
      count += 1
      if count > 1 {
        throw CommandFailure(.command(130), "Left job \(id) to itself.", hint: "jobctl status \(id)")
      }
      Console.note("jobctl: cancelling job \(id); press Ctrl-C again to leave it to itself")
      try await client.cancelIfActive(id, reason: "interrupted")
    }
  }
}
