// Everything that `status` shows, asked for at a time.

import JobClient
import JobWire

extension Overview {
  /// There is no order by the end: of so many that were submitted last, those are shown that ended last. What is read
  /// counts as looked at.
  private static let failedMax = 20

  static func read(_ client: JobClient) async throws -> Overview {
    async let queues = client.queues()
    async let running = client.jobs(list(.running, StatusText.runningMax))
    async let failed = client.jobs(list(.failed, failedMax))
    async let schedules = client.schedules()
    return Overview(
      info: try await client.info(), queues: try await queues, running: try await running,
      failed: try await failed.jobs, schedules: try await schedules)
  }

  private static func list(_ state: WireJobState, _ limit: Int) -> ListRequest {
    var filter = JobFilterWire()
    filter.states = [state]
    return ListRequest(filter: filter, limit: limit)
  }
}
