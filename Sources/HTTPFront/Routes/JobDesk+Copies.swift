// The submission of one job, which may be a copy of another one.

import JobCore
import JobWire

extension JobDesk {
  func newJob(_ body: SubmitRequest, _ request: HTTPRequest) async throws -> NewJob {
    guard let source = body.copyOf.map({ JobID($0) }) else { return try NewJob(body, by: request.identity) }
    let stored: JobDetail
    do throws(JobError) {
      stored = try await queue.detail(source)
    } catch {
      // Whoever sees only some jobs is not told that there is none.
      if case .notFound = error { try request.authorize(.namedJob(source, in: nil)) }
      throw error
    }
    try request.authorize(.namedJob(source, in: JobRealm(stored.job)))
    if NewJob.hidesPart(of: stored) {
      try request.authorize(.copied(source, submittedBy: stored.job.submittedBy))
    }
    return try NewJob(copying: stored, body, by: request.identity)
  }
}
