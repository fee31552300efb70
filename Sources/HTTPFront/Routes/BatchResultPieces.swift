// One page of what the members of a batch made, some members at a time.

import JobCore
import JobWire

/// Reads results in the order of submission, as long as the page has room.
struct BatchResultPieces: PieceSource {
  let desk: JobDesk
  let request: HTTPRequest
  let batch: BatchID
  let view: BatchView
  let returnsErrors: Bool
  /// Members that the page may still have.
  private var left: Int
  private var cursor: JobID?
  private var isBegun = false
  private var bytes = 0

  init(_ desk: JobDesk, _ request: HTTPRequest, _ batch: BatchID, _ view: BatchView, _ wanted: BatchQuery) {
    self.desk = desk
    self.request = request
    self.batch = batch
    self.view = view
    returnsErrors = wanted.returnsErrors
    left = wanted.limit
    cursor = wanted.cursor
  }

  mutating func append(to writer: inout JSONWriter) async throws -> Bool {
    let count = min(left, HTTPLimits.resultsPerReading)
    let page = try await desk.queue.batchResults(
      batch, limit: count, after: cursor, bytesMax: HTTPLimits.pieceBytes)
    let before = writer.bytes.count
    do throws(HTTPFault) {
      try check(page.entries)
    } catch {
      // What is on its way cannot be taken back: the page ends here, and the next one begins with the refusal.
      guard isBegun else { throw error }
      BatchView.endResults(&writer, nextCursor: cursor.map { "\($0)" })
      return false
    }
    if !isBegun { view.beginResults(&writer) }
    isBegun = true
    for entry in page.entries { BatchEntryView(entry).write(to: &writer) }
    bytes += writer.bytes.count - before
    left -= page.entries.count
    cursor = page.next
    let isMore = page.next != nil && left > 0 && bytes < HTTPLimits.pageBytesMax
    if !isMore { BatchView.endResults(&writer, nextCursor: page.next.map { "\($0)" }) }
    return isMore
  }

  /// The batch may have gained members of others since it was looked at, and results may be gone.
  private func check(_ entries: [BatchEntry]) throws(HTTPFault) {
    if !returnsErrors, let entry = entries.first(where: { $0.gone != nil }) {
      throw HTTPFault.job(.outputGone(entry.job.id, what: entry.gone ?? "result"))
    }
    let realms = Set(entries.map { JobRealm($0.job) })
    let facts = AccessObject.BatchFacts(realms: realms, submittedBy: request.identity.name)
    try request.authorize(.batch(batch, facts))
  }
}
