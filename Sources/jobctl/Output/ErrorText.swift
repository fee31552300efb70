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
    case .refused(let problem) as ClientError:
      status = ExitStatus(ClientError.refused(problem))
      message = Self.lines(what: Self.sentence(problem), hint: Self.hint(problem))
    case let error as ClientError:
      status = ExitStatus(error)
      message = Self.lines(what: error.description, hint: error.hint)
    case let error as CommandFailure:
      status = error.status
      message = error.message.map { Self.lines(what: $0, hint: error.hint) }
    case is CancellationError:
      status = .other
      message = nil
    default: return nil
    }
  }

  /// The problem in one sentence, or in as many lines as there are wrong fields.
  private static func sentence(_ problem: Problem) -> String {
    // That a thing is not there is a sentence of its own; which field named it says nothing on a command line.
    if problem.errors.count == 1, problem.line == nil, isThing(problem.subject) { return problem.errors[0].detail }
    guard problem.errors.count > 1 else { return problem.detail.isEmpty ? problem.title : problem.detail }
    let place = problem.line.map { "line \($0)" } ?? "the request"
    let fields = problem.errors.map { "\n  \($0.field): \($0.detail)" }
    return "\(place) is not valid:" + fields.joined()
  }

  /// What to do next, as a command of jobctl: the daemon's own hints speak of HTTP.
  private static func hint(_ problem: Problem) -> String? {
    switch problem.wireCode {
    case .notFound: Self.list(problem.subject)
    case .invalidState: Self.look(problem.subject, or: problem.jobID)
    case .duplicate: problem.jobID.map { "See where the job stands with `jobctl status \($0)`." }
    case .queueFull:
      "Wait until there is room, or allow more with `jobctl queue set \(Self.name(problem.subject)) --max-queued N`."
    case .jobFailed, .jobCancelled: Self.why(problem)
    case .unauthenticated:
      "Name a file that has one of its tokens with --token-file or JOBD_TOKEN_FILE; jobd keeps its own in `tokens` "
        + "of its data directory."
    case .badRequest: isThing(problem.subject) ? Self.list(problem.subject) : nil
    default: problem.hint
    }
  }

  /// Whether a refused submission is about a job or a batch that it names: it is not there.
  private static func isThing(_ subject: ProblemSubject?) -> Bool {
    switch subject {
    case .job, .batch: true
    case .queue, .schedule, .other, nil: false
    }
  }

  /// How to see which things of this kind there are.
  private static func list(_ subject: ProblemSubject?) -> String {
    switch subject {
    case .batch: "See which batches there are with `jobctl batch list`."
    case .queue: "See which queues there are with `jobctl queue list`."
    case .schedule: "See which schedules there are with `jobctl schedule list`."
    case .job, .other, nil: "See which jobs there are with `jobctl list`."
    }
  }

  /// How to see the state that was the wrong one.
  private static func look(_ subject: ProblemSubject?, or job: Int64?) -> String? {
    switch subject {
    case .batch(let id): "See where the batch stands with `jobctl batch show \(id)`."
    case .job(let id): "See where the job stands with `jobctl status \(id)`."
    case .queue(let name): "See what is in the queue with `jobctl list --queue \(ShellWords.joined([name]))`."
    case .schedule, .other, nil: job.map { "See where the job stands with `jobctl status \($0)`." }
    }
  }

  /// How to see why a job, or the first of a batch, ended as it did.
  private static func why(_ problem: Problem) -> String? {
    if let job = problem.jobID { return "See why with `jobctl error \(job)`." }
    return look(problem.subject, or: nil)
  }

  private static func name(_ subject: ProblemSubject?) -> String {
    if case .queue(let name) = subject { ShellWords.joined([name]) } else { "NAME" }
  }

  private static func lines(what: String, hint: String?) -> String {
    let first = "jobctl: \(what)"
    return hint.map { first + "\n  → \($0)" } ?? first
  }
}
