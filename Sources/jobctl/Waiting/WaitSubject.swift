// What a wait is about: jobs that are known when it begins, or a batch, which may still grow.

import JobClient
import JobWire

/// The jobs of a wait.
enum WaitSubject: Sendable, Equatable {
  case jobs([Int64])
  case batch(Int64)

  /// All jobs that have not ended now, of one queue or of all, but for the job that `jobctl` itself runs in: it would
  /// wait for its own end.
  static func active(queue: String?, except own: Int64?, _ client: JobClient) async throws -> WaitSubject {
    var filter = JobFilterWire()
    _ = filter.add(state: "active")
    filter.queue = queue
    return .jobs(try await client.allJobs(filter).map(\.id).filter { $0 != own })
  }
}
