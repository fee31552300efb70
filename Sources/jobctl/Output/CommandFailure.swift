// How a command of jobctl ends when it fails for a reason of its own, and not because a request failed.

/// An exit status, and a sentence when there is something to say.
struct CommandFailure: Error, Equatable {
  let status: ExitStatus
  let message: String?
  let hint: String?

  init(_ status: ExitStatus, _ message: String? = nil, hint: String? = nil) {
    self.status = status
    self.message = message
    self.hint = hint
  }

  /// Throws the status unless it is fine.
  static func check(_ status: ExitStatus) throws(CommandFailure) {
    if status != .fine { throw CommandFailure(status) }
  }
}
