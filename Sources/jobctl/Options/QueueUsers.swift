// As whom the queues of a daemon run their jobs: of a job that was submitted to run as nobody in particular, and of one
// that is brought there from elsewhere.

import JobWire

/// The users of queues, by the names of the queues.
struct QueueUsers {
  private var users: [String: String] = [:]

  init(_ queues: [QueueView]) {
    for queue in queues { users[queue.name] = queue.runAs }
  }

  /// As whom a job runs; `nil` is the daemon's own user.
  func user(of job: JobView) -> String? { job.runAs ?? users[job.queue] }

  /// Those that would run as somebody else than before, as far as their queues say.
  func changing(_ jobs: [FiledJob]) -> [FiledJob] {
    jobs.filter { job in job.runAs != nil && users[job.request.queue ?? Self.defaultQueue] != job.runAs }
  }

  /// Where a job goes that names no queue.
  private static let defaultQueue = "default"
}
