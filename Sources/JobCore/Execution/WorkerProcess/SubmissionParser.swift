// How a submission in JSON becomes a job: the engine knows nothing of the wire, so whoever does lends it this.

/// Reads a submission as the HTTP API takes it.
public typealias SubmissionParser = @Sendable (_ json: [UInt8]) -> Result<NewJob, SubmissionFault>

/// Why a submission cannot be read.
public struct SubmissionFault: Error, Hashable, Sendable {
  /// What is wrong with it.
  public let message: String

  /// A fault in these words.
  public init(message: String) {
    self.message = message
  }
}
