// A list that is watched: `jobctl list --watch`.

import JobClient
import JobWire

/// Some jobs, and what is shown of them.
struct ListView: LiveView {
  /// The jobs, and whether there are more.
  struct Content: Sendable {
    var page: JobList
    var reasons: [Int64: String] = [:]
  }

  /// Queued jobs that are asked about each time.
  private static let askedMax = 5

  let filter: JobFilterWire
  /// Reads the list.
  let jobs: @Sendable (JobClient) async throws -> JobList
  var fields: [JobField]?
  var order: FieldOrder?

  /// Events know no times, attempts or texts: those of the other conditions say often enough that something has happened.
  var events: EventRequest {
    var filter = filter
    (filter.since, filter.until, filter.finishedSince, filter.finishedUntil) = (nil, nil, nil, nil)
    (filter.attempts, filter.text) = (nil, nil)
    return EventRequest(filter: filter)
  }

  func read(_ client: JobClient) async throws -> Content {
    let page = try await jobs(client)
    return Content(
      page: page,
      reasons: await QueuedReasons.read(page.jobs, client, at: .current, askedMax: Self.askedMax))
  }

  func page(_ content: Content, _ size: ScreenSize, on terminal: Terminal, at moment: Moment) -> ScreenPage {
    let barWidth = ProgressText.barWidth(on: terminal, share: 16, max: 10)
    var rows = content.page.jobs.map { ListedJob($0, at: moment, why: content.reasons[$0.id], barWidth: barWidth) }
    if let order { rows = order.sorted(rows) }
    if rows.isEmpty { return ScreenPage(heading: ["No jobs match."]) }
    let parts = JobTable(rows: rows, fields: fields).table(on: terminal).parts(on: terminal)
    var page = ScreenPage(heading: ["  " + parts.heading])
    for (row, lines) in zip(rows, parts.rows) {
      page.rows.append(ScreenRow(text: lines[0], target: .job(row.job.id)))
      page.rows += lines.dropFirst().map { ScreenRow(text: $0) }
    }
    if content.page.nextCursor != nil { page.rows.append(ScreenRow(text: "and more")) }
    return page
  }
}
