// A submission that names a queue which is not there: most likely the name was mistyped, and the job would wait where
// nobody looks. Whoever sits at a terminal is asked; everybody else is refused.

import JobClient
import JobWire

/// Submits without making queues, unless somebody says so.
enum MissingQueue {
  /// Does `submit`, which is told whether queues are made.
  ///
  /// - Parameter isWanted: somebody has said already that they are.
  static func asking<Answer>(
    unless isWanted: Bool, _ submit: (_ createQueue: Bool) async throws -> Answer
  ) async throws -> Answer {
    do {
      return try await submit(isWanted)
    } catch let error as ClientError where name(error) != nil {
      guard Terminal.canAsk, Console.asks("\(error.description); make it?") else { throw refusal(error) }
    }
    return try await submit(true)
  }

  /// The queue that the daemon does not know.
  private static func name(_ error: ClientError) -> String? {
    guard let problem = error.problem, problem.wireCode == .notFound, case .queue(let name) = problem.subject else {
      return nil
    }
    return name
  }

  private static func refusal(_ error: ClientError) -> CommandFailure {
    let what = DisplayWidth.printable(error.description)
    return CommandFailure(
      .noSuchJob, what, hint: "See which queues there are with `jobctl queue list`, or make it with --create-queue.")
  }
}
