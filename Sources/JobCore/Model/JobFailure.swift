// What went wrong in an attempt, in a form a program and a person can both use.

/// The failure of an attempt or a job.
public struct JobFailure: Hashable, Sendable {
  /// A stable word: `exit`, `signal`, `timeout`, `ENOENT`, `lost`, or what a handler named.
  public let code: String
  public let message: String

  public init(code: String, message: String) {
    self.code = code
    self.message = message
  }
}
