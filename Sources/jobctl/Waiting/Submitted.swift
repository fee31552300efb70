// What a command does after it has submitted: whatever goes wrong then, the job is there, and whoever does not hear of
// its id submits it once more.

import JobClient

/// The time after a submission.
enum Submitted {
  /// Runs `body`, which looks after a job that has just been submitted.
  ///
  /// - Errors: those of `body`. One of a request, which says nothing of the job's fate, comes after the job's id.
  static func following(_ id: Int64, _ body: () async throws -> Void) async throws {
    do {
      try await body()
    } catch let error as ClientError {
      Console.note("jobctl: job \(id) has been submitted, and goes on without this command: `jobctl status \(id)`")
      throw error
    }
  }
}
