// Which failures a daemon that is started anew explains.

extension ClientError {
  /// A daemon that is away may come back, and so may what is between.
  var isPassing: Bool {
    switch self {
    case .unreachable, .connectionLost, .timedOut: true
    case .refused(let problem): problem.status >= 500
    case .unexpectedAnswer(_, let status, _): (502...504).contains(status)
    default: false
    }
  }
}
