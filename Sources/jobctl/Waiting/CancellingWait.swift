// A wait that ends its jobs: when the time is up, and at Ctrl-C.

import JobClient
import JobWire

/// Waits, cancels the jobs that are late, and waits until they are gone.
struct CancellingWait: Sendable {
  let wait: JobWait
  let subject: WaitedJobs

  /// What came of it.
  struct Outcome: Sendable {
    /// Expired if the time was up, unless every late job has succeeded although it was cancelled.
    var reply: WaitReply
    /// The jobs that were cancelled, as they ended; shielded ones go on and are still pending.
    var late: [JobView] = []
  }

  /// A first Ctrl-C counts as the end of the time. One that comes while the jobs are being cancelled leaves them to
  /// themselves.
  func run() async throws -> Outcome {
    let interrupts = CancellingInterrupts()
    return try await withThrowingTaskGroup(of: Outcome?.self) { group in
      group.addTask {
        await interrupts.watch()
        return nil
      }
      group.addTask { try await waitThenCancel(interrupts) }
      defer { group.cancelAll() }
      if let outcome = try await group.next() ?? nil { return outcome }
      throw CommandFailure(.command(130), "Left the jobs to themselves.", hint: "jobctl list --active")
    }
  }

  private func waitThenCancel(_ interrupts: CancellingInterrupts) async throws -> Outcome {
    let finished = try await race(interrupts)
    if let finished, !finished.expired { return Outcome(reply: finished) }
    interrupts.beginCancelling()
    if let finished { return try await cancel(finished, reason: "waiting time is up") }
    Console.note("jobctl: cancelling the jobs; press Ctrl-C again to leave them to themselves")
    // What the interrupted wait knew is lost; a wait of no length tells how things are.
    var now = JobWait(client: wait.client)
    now.timeout = WireDuration(micros: 0)
    _ = try await cancel(try await now.run(subject), reason: "interrupted")
    throw CommandFailure(.command(130))
  }

  /// The end of the wait; nil when an interrupt comes first.
  private func race(_ interrupts: CancellingInterrupts) async throws -> WaitReply? {
    try await withThrowingTaskGroup(of: WaitReply?.self) { group in
      group.addTask {
        await interrupts.first()
        return nil
      }
      group.addTask { try await wait.run(subject) }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
  }

  private func cancel(_ outcome: WaitReply, reason: String) async throws -> Outcome {
    let cancellation = WaitCancellation(client: wait.client, subject: subject, reason: reason)
    let ended = try await cancellation.run(outcome)
    Console.note(
      "jobctl: \(reason); " + Self.words(late: outcome.pending.count, shielded: ended.reply.pending.count))
    return ended
  }

  private static func words(late: Int, shielded: Int) -> String {
    let cancelled = late - shielded
    var parts: [String] = []
    if cancelled > 0 || shielded == 0 { parts.append("cancelled \(cancelled) \(cancelled == 1 ? "job" : "jobs")") }
    if shielded > 0 { parts.append("\(shielded) shielded \(shielded == 1 ? "job goes" : "jobs go") on") }
    return parts.joined(separator: ", ")
  }
}
