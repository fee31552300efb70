// Why a job is in its terminal or retrying state. State says where it stands, reason says what brought it there.

/// The cause of a terminal or retrying state.
public enum Reason: Int, CaseIterable, Sendable {
  /// The process exited with a code other than 0.
  case exit = 1
  /// The process was ended by a signal that jobd did not send.
  case signal = 2
  /// The attempt ran into its `timeout`, or into the job's `deadline`, and was stopped.
  case timeout = 3
  /// The `deadline` passed before the job could start.
  case expired = 4
  /// The process could not be started.
  case spawn = 5
  /// A handler threw, or jobd could not carry out the attempt.
  case error = 6
  /// An HTTP job got an answer that does not count as success.
  case http = 7
  /// The daemon died while the attempt ran; what became of it is unknown.
  case lost = 8
  /// An in-process handler did not end when told to.
  case stuck = 9
  /// A follow-up whose condition can no longer be met.
  case dependency = 10
  /// Someone asked for it.
  case cancel = 11
  /// The daemon was stopped while the attempt ran.
  case shutdown = 12
  /// A parent's end decided it.
  case parent = 13

  /// What an attempt can fail for, and so be retried; the others end a job without an attempt having failed.
  package static let retryable: [Reason] = [.exit, .signal, .timeout, .spawn, .error, .http, .lost, .stuck]

  /// The name used on the wire, in `retry.on` and in logs.
  public var name: String {
    switch self {
    case .exit: "exit"
    case .signal: "signal"
    case .timeout: "timeout"
    case .expired: "expired"
    case .spawn: "spawn"
    case .error: "error"
    case .http: "http"
    case .lost: "lost"
    case .stuck: "stuck"
    case .dependency: "dependency"
    case .cancel: "cancel"
    case .shutdown: "shutdown"
    case .parent: "parent"
    }
  }

  /// Reads what `name` says; `nil` for any other text.
  public init?(name: String) {
    guard let reason = Reason.allCases.first(where: { $0.name == name }) else { return nil }
    self = reason
  }
}
