// Which jobs a changing command is for: ids, or a filter.

import ArgumentParser
import JobClient
import JobWire

/// Jobs by id, or all jobs of a filter.
struct SelectionOptions<Ends: EndConditions>: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The jobs. \(JobReference.help)", valueName: "id"), completion: LiveWords.jobs.completion,
    transform: JobReference.read)
  var jobs: [JobReference] = []

  @OptionGroup(title: "Filters (instead of ids)")
  var filters: FilterOptions

  @OptionGroup(title: "Filters (instead of ids)")
  var ends: Ends

  @Flag(help: "With filters: only say which jobs it would be.")
  var dryRun = false

  func validate() throws {
    let isFiltered = try !filter().isEmpty
    if jobs.isEmpty, !isFiltered { throw ValidationError("Name jobs by their ids, or by filters such as --queue.") }
    if !jobs.isEmpty, isFiltered { throw ValidationError("Give ids or filters, not both.") }
    if !jobs.isEmpty, dryRun {
      throw ValidationError("--dry-run is for filters; ids already say which jobs are meant.")
    }
  }

  /// The filter, or a usage error.
  func filter() throws -> JobFilterWire {
    var filter = try filters.filter()
    ends.narrow(&filter)
    return filter
  }

  /// Does `single` to every id, or `verb` to the whole filter; `done` is what the reports call it.
  func apply(
    _ verb: JobClient.BulkVerb, called done: String, _ client: JobClient, isJSON: Bool,
    single: (Int64) async throws -> Void
  ) async throws {
    if !jobs.isEmpty { return try await EachJob.run(JobReference.ids(jobs, client), single) }
    let filter = try filter()
    let reply = try await client.bulk(verb, filter, dryRun: dryRun)
    if reply.count == 0 { try await KnownNames.check(filter, client) }
    try BulkText.write(reply, isDryRun: dryRun, called: done, isJSON: isJSON)
  }
}
