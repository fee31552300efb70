// The job this jobctl runs in, if it does: the daemon tells its children who they are.

import JobClient

/// The job around this process.
enum OwnJob {
  /// Its id.
  static var id: Int64? { EnvironmentVariable.value("JOBD_JOB_ID").flatMap { Int64($0) } }

  /// Its id, if the daemon at `endpoint` is the one that runs it.
  static func id(at endpoint: Endpoint) -> Int64? {
    let url = EnvironmentVariable.value("JOBD_URL")
    return url == nil || url == endpoint.description ? id : nil
  }

  /// Refuses a wait of a job for itself or its own batch, which would never end: an asyncio task cannot await itself
  /// either.
  static func refuseWait(for subject: WaitedJobs, _ client: JobClient) async throws {
    guard let own = id(at: client.endpoint) else { return }
    let isIn =
      switch subject {
      case .jobs(let ids): ids.contains(own)
      case .batch(let batch): try await client.job(own).batch == batch
      }
    guard isIn else { return }
    throw CommandFailure(
      .wrongState, "Job \(own) would wait for itself, and so for ever.", hint: "jobctl submit --after \(own) -- …")
  }
}
