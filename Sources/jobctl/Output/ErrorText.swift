// The one place that turns errors into what a person reads and what a script gets as exit status.

import JobClient
import JobWire

/// A message and an exit status for an error.
struct ErrorText: Equatable {
  let status: ExitStatus
  /// The lines for the person; nil when the exit status says it all.
  let message: String?

  /// Nil for errors of the argument parser, which words them itself.
  init?(_ error: any Error) {
    switch error {
    case let error as ClientError:
      status = ExitStatus(error)
      message = Self.lines(error.description, problems: error.problem?.errors ?? [], hint: error.hint)
    case let error as CommandFailure:
      status = error.status
      message = error.message.map { Self.lines($0, problems: [], hint: error.hint) }
    case is CancellationError:
      status = .other
      message = nil
    default: return nil
    }
  }

  private static func lines(_ what: String, problems: [FieldProblem], hint: String?) -> String {
    var lines = ["jobctl: \(what)"]
    for problem in problems { lines.append("  \(problem.field): \(problem.detail)") }
    if let hint { lines.append("  → \(hint)") }
    return lines.joined(separator: "\n")
  }
}
