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
        guard ids.count > 1, let text = ErrorText(error), text.status != .outputClosed, text.status != .unreachable
        else { throw error }
        if let message = text.message { Console.note(message) }
        first = first ?? text.status
      }
    }
    if let first { throw CommandFailure(first) }
  }
}
