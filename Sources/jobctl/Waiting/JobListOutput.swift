// Jobs in the form that was asked for: a table, lines of a format, or comma-separated values.

import JobClient
import JobWire

/// How a list of jobs is printed.
struct JobListOutput {
  let form: ListOutputOptions

  /// Prints the jobs in their order, with what keeps them from starting if anybody wants to know.
  func write(_ jobs: [JobView], _ client: JobClient) async throws {
    let fields = form.csv ? form.columns ?? JobCSV.fields : form.columns
    let wantsDetail = form.format.map { $0.parts.contains(.field(.detail)) } ?? fields?.contains(.detail) ?? true
    let reasons = wantsDetail ? await QueuedReasons.read(jobs, client, at: .current) : [:]
    let (moment, barWidth) = (Moment.current, ProgressText.barWidth(on: .current, share: 16, max: 10))
    let rows = jobs.map { ListedJob($0, at: moment, why: reasons[$0.id], barWidth: barWidth) }
    if let format = form.format {
      for row in sorted(rows) { try Console.data(Array((format.line(row) + "\n").utf8)) }
    } else {
      for line in lines(sorted(rows), on: .current) { try Console.line(line) }
    }
  }

  private func sorted(_ rows: [ListedJob]) -> [ListedJob] { form.sort?.sorted(rows) ?? rows }

  /// With a heading: comma-separated values, or a table that fits.
  func lines(_ rows: [ListedJob], on terminal: Terminal) -> [String] {
    guard form.csv else { return JobTable(rows: rows, fields: form.columns).lines(on: terminal) }
    let fields = form.columns ?? JobCSV.fields
    return [JobCSV.heading(fields)] + rows.map { JobCSV.line($0, fields) }
  }
}
