// Cancelling from inside another command, where a job that has just ended by itself is no failure.

import JobClient
import JobWire

extension JobClient {
  /// Asks for a job to be cancelled, unless it has ended.
  func cancelIfActive(_ id: Int64, reason: String) async throws(ClientError) {
    do throws(ClientError) {
      _ = try await cancel(id, CancelRequest(reason: reason))
    } catch {
      if error.problem?.wireCode != .invalidState { throw error }
    }
  }
}
