// Why a handler is told to stop.

/// Why an attempt is to end.
public enum CancellationCause: String, CaseIterable, Hashable, Sendable {
  /// Somebody cancelled the job.
  case user
  /// Its time limit or its deadline is reached.
  case timeout
  /// The queue stops; the job goes back to it at no cost.
  case shutdown

  /// What the engine calls it.
  init(_ cause: StopCause) {
    self =
      switch cause {
      case .cancel: .user
      case .timeout, .deadline: .timeout
      case .shutdown: .shutdown
      }
  }
}
