// `jobctl list`: jobs as a table.

public import ArgumentParser
import JobClient
import JobWire

struct ListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List jobs.",
    discussion: """
        jobctl list                            the latest jobs
        jobctl list --active                   what waits and what runs
        jobctl list --state failed --since 1d  what failed of the jobs submitted within a day
        jobctl list --active --watch           again and again, on one screen
      """)

  /// How often a watched list is read again.
  private static let watchSeconds = 1

  @OptionGroup var global: GlobalOptions
  @OptionGroup(title: "Filters") var filters: FilterOptions

  @Flag(help: "Only jobs that have not ended; the same as --state active.")
  var active = false

  @Option(
    help: "The order: newest, oldest or priority. Default: newest.",
    completion: .list(WireJobOrder.allCases.map(\.rawValue)))
  var order: WireJobOrder?

  @Option(help: ArgumentHelp("Show at most this many jobs. Default: 100.", valueName: "count"))
  var limit: Int?

  @Flag(help: "Show all matching jobs, however many there are.")
  var all = false

  @Flag(help: "Show the list again every second, until Ctrl-C.")
  var watch = false

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
    if all, limit != nil { throw ValidationError("Give --all or --limit, not both.") }
    if watch, global.json { throw ValidationError("--watch is for a screen, --json is not.") }
  }

  func run() async throws {
    try await global.withClient { client in
      var filter = try filters.filter()
      if active { _ = filter.add(state: "active") }
      guard watch, Terminal.current.width != nil else { return try await show(client, filter) }
      while true {
        // Written in one piece, so that the screen does not flicker.
        try Console.data(Array("\u{1B}[H\u{1B}[2J".utf8))
        try await show(client, filter)
        try Console.flush()
        try await ContinuousClock().sleep(for: .seconds(Self.watchSeconds))
      }
    }
  }

  private func show(_ client: JobClient, _ filter: JobFilterWire) async throws {
    let page = try await pages(client, filter)
    if global.json { return try JSONOutput.write(page) }
    guard !page.jobs.isEmpty else { return Console.note("No jobs match.") }
    let terminal = Terminal.current
    let table = JobTable.make(
      page.jobs, at: .current, barWidth: ProgressText.barWidth(on: terminal, share: 16, max: 10))
    for line in table.lines(on: terminal) { try Console.line(line) }
    if page.nextCursor != nil { Console.note("There are more; show them with --all or a larger --limit.") }
  }

  /// The jobs that are wanted, from as many pages as that takes.
  private func pages(_ client: JobClient, _ filter: JobFilterWire) async throws -> JobList {
    let wanted = all ? Int.max : limit ?? ListRequest.limitDefault
    var whole = JobList(jobs: [])
    repeat {
      let size = min(ListRequest.limitMax, wanted - whole.jobs.count)
      let page = try await client.jobs(
        ListRequest(filter: filter, order: order, limit: size, cursor: whole.nextCursor))
      whole.jobs += page.jobs
      whole.nextCursor = page.nextCursor
    } while whole.nextCursor != nil && whole.jobs.count < wanted
    return whole
  }
}

extension WireJobOrder: ExpressibleByArgument {}
