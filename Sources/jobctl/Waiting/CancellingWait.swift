// A wait that ends its jobs: when the time is up, and at Ctrl-C.

import JobClient
import JobWire

/// Waits; cancels what is late; waits until that is gone.
struct CancellingWait: Sendable {
  let wait: JobWait
  let subject: WaitSubject

  /// The outcome, not expired when every late job has succeeded in spite of being cancelled.
  ///
  /// A first Ctrl-C counts as the end of the time, a second one leaves the jobs to themselves.
  func run() async throws -> WaitReply {
    if let outcome = try await Interrupts.race({ try await wait.run(subject) }) {
      return outcome.expired ? try await cancel(outcome, reason: "waiting time is up") : outcome
    }
    Console.note("jobctl: cancelling the jobs; press Ctrl-C again to leave them to themselves")
    // What the interrupted wait knew is lost; a wait without time tells how things are.
    var now = JobWait(client: wait.client)
    now.timeout = WireDuration(micros: 0)
    _ = try await cancel(try await now.run(subject), reason: "interrupted")
    throw CommandFailure(.command(130))
  }

  private func cancel(_ outcome: WaitReply, reason: String) async throws -> WaitReply {
    let cancellation = WaitCancellation(client: wait.client, subject: subject, reason: reason)
    guard let ended = try await Interrupts.race({ try await cancellation.run(outcome) }) else {
      throw CommandFailure(.command(130), "Left the jobs to themselves.", hint: "jobctl list --active")
    }
    Console.note("jobctl: \(reason); " + Self.words(late: outcome.pending.count, shielded: ended.pending.count))
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
