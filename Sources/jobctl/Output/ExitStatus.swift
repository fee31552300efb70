// The exit statuses of jobctl: what scripts build on, and what leads to each.

import JobClient
import JobWire

/// How a command of jobctl ends.
enum ExitStatus: Sendable, Equatable {
  case fine
  case jobFailed
  case noSuchJob
  case wrongState
  case jobCancelled
  case jobTimedOut
  case waitOver
  case usage
  case unreachable
  case notAllowed
  case other
  /// The status of the job's own command.
  case command(Int32)
  /// Nobody reads what is written any more.
  case outputClosed

  var code: Int32 {
    switch self {
    case .fine: 0
    case .jobFailed: 1
    case .noSuchJob: 3
    case .wrongState: 4
    case .jobCancelled: 5
    case .jobTimedOut: 6
    case .waitOver: 7
    case .usage: 64
    case .unreachable: 69
    case .other: 70
    case .notAllowed: 77
    case .command(let code): code
    case .outputClosed: 128 + 13
    }
  }

  /// What the fate of a job means to a command that waited for it.
  init(fate job: JobView) {
    switch job.state {
    case .succeeded: self = .fine
    case .cancelled, .skipped: self = .jobCancelled
    case .failed: self = job.reason == "timeout" || job.reason == "expired" ? .jobTimedOut : .jobFailed
    case .held, .scheduled, .blocked, .queued, .running, .retrying: self = .waitOver
    }
  }

  /// The job's own exit status where it has one, as a shell would give it; 124 when its time limit ended it, as
  /// timeout(1) has it.
  init(commandOf job: JobView) {
    if job.state == .succeeded {
      self = .fine
    } else if job.state == .failed, job.reason == "timeout" {
      self = .command(124)
    } else if job.done, let signal = job.signal {
      self = .command(128 + Int32(clamping: signal))
    } else if job.done, let code = job.exitCode, code != 0 {
      self = .command(Int32(clamping: code))
    } else {
      self.init(fate: job)
    }
  }

  /// What a failed request to the daemon means.
  init(_ error: ClientError) {
    switch error {
    case .badEndpoint, .badTokenFile, .openTokenFile, .foreignTokenFile: self = .usage
    case .noDaemon, .unreachable, .connectionLost, .timedOut: self = .unreachable
    case .refused(let problem): self.init(problem)
    case .unsuccessful(let job): self.init(fate: job)
    case .waitExpired, .timeLimit: self = .waitOver
    case .unexpectedAnswer, .answerTooLarge, .cancelled: self = .other
    }
  }

  private init(_ problem: Problem) {
    switch problem.wireCode {
    case .notFound, .gone: self = .noSuchJob
    case .invalidState, .staleFence, .duplicate, .preconditionFailed: self = .wrongState
    case .jobFailed: self = .jobFailed
    case .jobCancelled: self = .jobCancelled
    case .waitExpired: self = .waitOver
    case .unauthenticated, .forbidden: self = .notAllowed
    case .shuttingDown: self = .unreachable
    case .badRequest: self = problem.namesWhatIsNotThere ? .noSuchJob : .usage
    case .otherStore, .outputGone, .methodNotAllowed, .payloadTooLarge, .unsupportedMediaType, .rangeNotSatisfiable,
      .idempotencyMismatch, .queueFull, .headersTooLarge, .internalError, .outcomeUnknown, .storageFull, nil:
      self = .other
    }
  }
}

extension Problem {
  /// Whether what is wrong with a submission is that it names a job or a batch that is not there: a script may have
  /// guessed, or come too late.
  fileprivate var namesWhatIsNotThere: Bool {
    switch subject {
    case .job, .batch: true
    case .queue, .schedule, .other, nil: false
    }
  }
}
