// Lists that are read to their end, page by page.

import JobClient
import JobWire

extension JobClient {
  /// All jobs of a filter, oldest first.
  func allJobs(_ filter: JobFilterWire) async throws(ClientError) -> [JobView] {
    var found: [JobView] = []
    var cursor: String?
    var trail = PageTrail(self)
    repeat {
      let page = try await jobs(
        ListRequest(filter: filter, order: .oldest, limit: ListRequest.limitMax, cursor: cursor))
      found += page.jobs
      cursor = try trail.next(page.nextCursor)
    } while cursor != nil
    return found
  }

  /// All members of a batch, in the order of submission.
  func members(ofBatch id: Int64) async throws(ClientError) -> [JobView] {
    var filter = JobFilterWire()
    filter.batch = id
    return try await allJobs(filter)
  }
}
