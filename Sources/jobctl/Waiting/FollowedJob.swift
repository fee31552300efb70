// A job in the foreground: its output goes to ours, Ctrl-C goes to it, and its exit status becomes ours.

import JobClient
import JobWire

/// Follows one job to its end.
struct FollowedJob: Sendable {
  private let client: JobClient
  private let id: Int64
  private let isJSON: Bool

  /// - Parameter client: the job is asked of the store that the client knows by now, and of no other.
  init(client: JobClient, id: Int64, isJSON: Bool) {
    self.client = client.bound()
    self.id = id
    self.isJSON = isJSON
  }

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
    let job = try await client.job(id)
    var first = job
    // It may have had several by now.
    if job.attempt > 1 { (first.attempt, first.startedAt) = (1, nil) }
    return try await StartWalk(client: client, id: id).run(from: first) { start in
      try await withThrowingTaskGroup { group in
        group.addTask { try await copy(.stdout, of: start, to: isJSON ? 2 : 1) }
        group.addTask { try await copy(.stderr, of: start, to: 2) }
        try await group.waitForAll()
      }
    }
  }

  private func copy(_ stream: LogRequest.Stream, of start: StartMark, to descriptor: Int32) async throws {
    try await FollowedStart(client, id, start, stream).copy(from: 0) { try Console.write($0, to: descriptor) }
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
