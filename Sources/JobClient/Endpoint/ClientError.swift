// Everything that can go wrong between a client and the daemon, each with what to do next.

public import JobWire

/// Why a request to the daemon did not give what was asked for.
public enum ClientError: Error, Sendable, Equatable {
  /// The text is not the address of a daemon.
  case badEndpoint(url: String, reason: String)
  /// The token file gives no token.
  case badTokenFile(path: String, reason: String)
  /// Others than its owner may read or write the token file.
  case openTokenFile(path: String, mode: UInt16)
  /// The token file belongs to another user, who knows what is in it.
  case foreignTokenFile(path: String, owner: UInt32)
  /// No address was given and no daemon's socket was found.
  case noDaemon(tried: [String])
  /// Nobody answers at the address.
  case unreachable(endpoint: Endpoint, reason: String)
  /// The connection ended before the answer did; whether the daemon acted is unknown.
  case connectionLost(endpoint: Endpoint, reason: String)
  /// The answer took longer than this client waits.
  case timedOut(endpoint: Endpoint)
  /// The daemon answered with an error.
  case refused(Problem)
  /// What answered does not speak this API.
  case unexpectedAnswer(endpoint: Endpoint, status: Int, reason: String)
  /// The answer is larger than the caller allows.
  case answerTooLarge(bytesMax: Int)
  /// The job that was waited for ended without success.
  case unsuccessful(JobView)
  /// The time was up before these jobs had ended; they go on.
  case waitExpired(pending: [Int64])
  /// The job took longer than it was given, and was cancelled.
  case timeLimit(JobView)
  /// The calling task was cancelled.
  case cancelled
}

extension ClientError {
  /// The problem the daemon reported, when that is what this is.
  public var problem: Problem? {
    if case .refused(let problem) = self { problem } else { nil }
  }

  /// What to do next, in one sentence.
  public var hint: String? {
    switch self {
    case .badEndpoint: "Give unix:///path/jobd.sock or http://127.0.0.1:7878."
    case .badTokenFile: "Give a readable file whose first line is the token."
    case .openTokenFile(let path, _): "Run `chmod 600 \(path)`."
    case .foreignTokenFile: "Copy it to a file that is yours alone, with `install -m 600 FROM TO`."
    case .noDaemon, .unreachable(.unix, _):
      "Start the daemon with `jobctl start`, that of the machine with `systemctl start jobd`, or name its address with "
        + "--url or JOBD_URL."
    case .unreachable(.tcp(_, _, isTLS: true), _):
      "Check the address, and that this machine trusts the certificate of what answers there."
    case .unreachable: "Check the address, and that the daemon listens on TCP (`jobd --listen http://…`)."
    case .connectionLost: "Look at the job list before submitting again, or submit with an idempotency key."
    case .timedOut: "Try again; if it stays so, look at the daemon's log."
    case .refused(let problem): problem.hint
    case .unexpectedAnswer: "Check that the address is jobd's and that client and daemon are of the same version."
    case .answerTooLarge: "Ask for less, for example with a range or a smaller page."
    case .unsuccessful(let job): "Look at the error of job \(job.id), and at what it wrote."
    case .waitExpired: "Wait again, or cancel what is no longer wanted."
    case .timeLimit: "Give it more time, or look at why it takes so long."
    case .cancelled: nil
    }
  }
}

extension ClientError: CustomStringConvertible {
  /// What happened, in one sentence, without the hint.
  public var description: String {
    switch self {
    case .badEndpoint(let url, let reason): "\"\(url)\" is not the address of a daemon: \(reason)."
    case .badTokenFile(let path, let reason): "The token file \(path) is of no use: \(reason)."
    case .openTokenFile(let path, let mode):
      "The token file \(path) is open to others (mode \(String(mode, radix: 8)))."
    case .foreignTokenFile(let path, let owner): "The token file \(path) belongs to user \(owner)."
    case .noDaemon(let tried): "No daemon is running here: there is no socket at \(tried.joined(separator: ", "))."
    case .unreachable(let endpoint, let reason): "The daemon at \(endpoint) is not reachable: \(reason)."
    case .connectionLost(let endpoint, let reason): "The connection to \(endpoint) was lost: \(reason)."
    case .timedOut(let endpoint): "The daemon at \(endpoint) did not answer in time."
    case .refused(let problem): problem.detail.isEmpty ? problem.title : problem.detail
    case .unexpectedAnswer(let endpoint, let status, let reason):
      "What answers at \(endpoint) is not jobd as this client knows it (status \(status)): \(reason)."
    case .answerTooLarge(let bytesMax): "The answer is larger than \(bytesMax) bytes."
    case .unsuccessful(let job):
      "Job \(job.id) is \(job.state.rawValue)" + (job.error.map { ": \($0.message)" } ?? ".")
    case .waitExpired(let pending):
      "The time is up; \(pending.count) \(pending.count == 1 ? "job goes" : "jobs go") on."
    case .timeLimit(let job): "Job \(job.id) took longer than it was given; it is cancelled."
    case .cancelled: "The request was cancelled."
    }
  }
}
