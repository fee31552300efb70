// One page of a list of jobs, some jobs at a time.

import JobCore
import JobWire

/// Reads jobs in their order, as long as the page has room.
struct JobListPieces: PieceSource {
  let desk: JobDesk
  let request: HTTPRequest
  let filter: JobFilter
  let order: JobOrder
  /// Jobs that the page may still have.
  private var left: Int
  private var cursor: JobCursor?
  private var isBegun = false
  private var bytes = 0

  init(_ desk: JobDesk, _ request: HTTPRequest, _ filter: JobFilter, _ wanted: ListRequest) throws(HTTPFault) {
    self.desk = desk
    self.request = request
    self.filter = filter
    order = JobOrder(wanted.order ?? .newest)
    left = wanted.limit ?? ListRequest.limitDefault
    cursor = try wanted.cursor.map { text throws(HTTPFault) in try JobCursor(parsing: text) }
  }

  mutating func append(to writer: inout JSONWriter) async throws -> Bool {
    let count = min(left, HTTPLimits.jobsPerReading)
    let page = try await desk.queue.jobs(filter, order: order, limit: count, after: cursor)
    let shown = try await desk.shown(page.jobs, request)
    let before = writer.bytes.count
    if !isBegun { JobList.begin(&writer) }
    isBegun = true
    for job in shown { JobView(job).write(to: &writer) }
    bytes += writer.bytes.count - before
    left -= page.jobs.count
    cursor = page.next
    // A short page says that its budget is spent; the next one would have another.
    let isMore = page.next != nil && page.jobs.count == count && left > 0 && bytes < HTTPLimits.pageBytesMax
    if !isMore { JobList.end(&writer, nextCursor: page.next?.text) }
    return isMore
  }
}
