// A job in the foreground: its output goes to ours, our input to it if it is interactive, Ctrl-C goes to it, and its exit status becomes ours.

import JobClient
import JobWire

/// Follows one job to its end.
struct FollowedJob: Sendable {
  private let client: JobClient
  private let id: Int64
  private let isJSON: Bool
  private let input: LiveInput?

  /// - Parameters:
  ///   - client: the job is asked of the store that the client knows by now, and of no other.
  ///   - input: what its command gets as it comes.
  init(client: JobClient, id: Int64, isJSON: Bool, input: LiveInput? = nil) {
    self.client = client.bound()
    self.id = id
    self.isJSON = isJSON
    self.input = input
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
    var starts = 0
    return try await StartWalk(client: client, id: id).run(from: first) { start in
      starts += 1
      // What one start was given before it was interrupted, another one would lack.
      if starts == 2, input != nil {
        Console.note("jobctl: job \(id) has begun anew and is sent nothing more; `jobctl send \(id)` does that")
      }
      try await show(start, input: starts == 1 ? input : nil)
    }
  }

  private func show(_ start: StartMark, input: LiveInput?) async throws {
    try await withThrowingTaskGroup(of: Int.self) { group in
      if let input {
        group.addTask {
          await forward(input, to: start)
          return 0
        }
      }
      group.addTask { try await copy(.stdout, of: start, to: isJSON ? 2 : 1) }
      group.addTask { try await copy(.stderr, of: start, to: 2) }
      defer { group.cancelAll() }
      var outputs = 0
      while outputs < 2, let ended = try await group.next() { outputs += ended }
    }
  }

  /// Until the end of our stdin, which is that of the command's, too. That the command has ended, or reads no more, is
  /// for it to say.
  private func forward(_ input: LiveInput, to start: StartMark) async {
    do {
      _ = try await InputSending(client: client, id: id).run(input, attempt: start.attempt, close: true)
    } catch {
      if Task.isCancelled || (error as? ClientError)?.problem?.wireCode == .invalidState { return }
      Console.note("jobctl: nothing more is sent to job \(id)")
      if let text = ErrorText(error)?.message { Console.note(text) }
    }
  }

  /// Answers how many outputs have ended.
  private func copy(_ stream: LogRequest.Stream, of start: StartMark, to descriptor: Int32) async throws -> Int {
    try await FollowedStart(client, id, start, stream).copy(from: 0) { try Console.write($0, to: descriptor) }
    return 1
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
