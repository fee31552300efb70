// A submitted job in the hand of the program that submitted it.

public import JobWire

/// A job and the client it was submitted with.
public struct JobHandle: Sendable {
  private let client: JobClient
  /// The job as it was answered to the submission.
  public let view: JobView

  /// The job's id.
  public var id: Int64 { view.id }

  init(client: JobClient, view: JobView) {
    self.client = client
    self.view = view
  }

  /// The job as it is now.
  public func current() async throws(ClientError) -> JobView { try await client.job(id) }

  /// The job once it has ended, or as it is when `timeout` is over.
  public func wait(timeout: WireDuration? = nil) async throws(ClientError) -> JobView {
    try await client.wait(id, timeout: timeout)
  }

  /// The job once it has ended, cancelled when `limit` is over before that.
  public func wait(orCancelAfter limit: WireDuration) async throws(ClientError) -> JobView {
    try await client.wait(id, orCancelAfter: limit)
  }

  /// Asks for the job to be cancelled.
  public func cancel(reason: String? = nil) async throws(ClientError) -> CancelReply {
    try await client.cancel(id, CancelRequest(reason: reason))
  }

  /// The result, once the job has succeeded.
  public func result() async throws(ClientError) -> ResultBytes { try await client.result(id) }

  /// The output as it is written, until the job ends.
  public func follow(_ stream: LogRequest.Stream = .stdout) async throws(ClientError) -> LogBytes {
    try await client.log(id, LogRequest(stream: stream, follow: true))
  }
}
