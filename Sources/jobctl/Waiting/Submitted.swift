// What a command does after it has submitted. Whatever goes wrong then, the job is there: a person who does not hear of
// its id would submit it once more.

import JobClient

/// The time after a submission.
enum Submitted {
  /// Runs `body`, which looks after a job that has just been submitted.
  ///
  /// - Errors: those of `body`. A failed request says nothing of the job's fate, so before it the job's id is told.
  static func following(_ id: Int64, _ body: () async throws -> Void) async throws {
    do {
      try await body()
    } catch let error as ClientError {
      Console.note("jobctl: job \(id) has been submitted, and goes on without this command: `jobctl status \(id)`")
      throw error
    }
  }
}
