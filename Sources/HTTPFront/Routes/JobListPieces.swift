// One page of a list of jobs, or of what a search has found, some jobs at a time.

import JobCore
import JobWire

/// Reads jobs in their order, as long as the page has room.
struct JobListPieces: PieceSource {
  /// What the page is of.
  private enum Subject {
    case list(JobFilter, JobOrder)
    case search(String)
  }

  let desk: JobDesk
  let request: HTTPRequest
  private let subject: Subject
  /// Jobs that the page may still have.
  private var left: Int
  private var cursor: JobCursor?
  private var isBegun = false
  private var bytes = 0

  init(_ desk: JobDesk, _ request: HTTPRequest, _ filter: JobFilter, _ wanted: ListRequest) throws(HTTPFault) {
    let order = JobOrder(wanted.order ?? .newest)
    try self.init(desk, request, .list(filter, order), limit: wanted.limit, cursor: wanted.cursor)
  }

  init(_ desk: JobDesk, _ request: HTTPRequest, _ wanted: SearchRequest) throws(HTTPFault) {
    try self.init(desk, request, .search(wanted.text), limit: wanted.limit, cursor: wanted.cursor)
  }

  private init(
    _ desk: JobDesk, _ request: HTTPRequest, _ subject: Subject, limit: Int?, cursor: String?
  ) throws(HTTPFault) {
    self.desk = desk
    self.request = request
    self.subject = subject
    left = limit ?? ListRequest.limitDefault
    self.cursor = try cursor.map { text throws(HTTPFault) in try JobCursor(parsing: text) }
  }

  mutating func append(to writer: inout JSONWriter) async throws -> Bool {
    let count = min(left, HTTPLimits.jobsPerReading)
    let page = try await page(count)
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
    if !isMore { end(&writer, page) }
    return isMore
  }

  private func page(_ count: Int) async throws -> JobPage {
    switch subject {
    case .list(let filter, let order):
      try await desk.queue.jobs(filter, order: order, limit: count, after: cursor)
    case .search(let text):
      try await desk.queue.search(text, within: request.identity.limits, limit: count, after: cursor)
    }
  }

  private func end(_ writer: inout JSONWriter, _ page: JobPage) {
    switch subject {
    case .list: JobList.end(&writer, nextCursor: page.next?.text)
    case .search:
      let lookedBackTo = page.lookedBackTo.map { WireTime($0) }
      SearchReply.end(&writer, nextCursor: page.next?.text, lookedBackTo: lookedBackTo)
    }
  }
}
