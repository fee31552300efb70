// Doing one thing to several jobs or schedules: a failure is reported, and the others still get their turn.

/// Runs a step for each id.
enum EachJob {
  /// All steps, in order; the first failure decides the exit status when all are through.
  static func run<ID>(_ ids: [ID], _ step: (ID) async throws -> Void) async throws {
    var first: ExitStatus?
    for id in ids {
      do {
        try await step(id)
      } catch {
        let status = try reported(error, isOnly: ids.count == 1)
        first = first ?? status
      }
    }
    if let first { throw CommandFailure(first) }
  }

  /// All steps at a time; the first failure decides the exit status when all are through.
  static func together<ID: Sendable>(
    _ ids: [ID], _ step: @escaping @Sendable (ID) async throws -> Void
  ) async throws {
    let first = try await withThrowingTaskGroup(of: ExitStatus?.self) { group in
      for id in ids {
        group.addTask {
          do {
            try await step(id)
            return nil
          } catch {
            return try reported(error, isOnly: ids.count == 1)
          }
        }
      }
      var first: ExitStatus?
      while let status = try await group.next() { first = first ?? status }
      return first
    }
    if let first { throw CommandFailure(first) }
  }

  /// The status of a failure that has been told, or the failure if nothing more is to be done.
  private static func reported(_ error: any Error, isOnly: Bool) throws -> ExitStatus {
    guard !isOnly, let text = ErrorText(error), text.status != .outputClosed, text.status != .unreachable
    else { throw error }
    if let message = text.message { Console.note(message) }
    return text.status
  }
}
