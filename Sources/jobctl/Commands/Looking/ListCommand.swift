// `jobctl list`: jobs as a table.

public import ArgumentParser
import JobClient
import JobWire

struct ListCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List jobs.",
    discussion: """
        jobctl list                            the latest jobs
        jobctl list --active                   what waits and what runs
        jobctl list --state failed --since 1d  what failed of a day's jobs
        jobctl list --order priority           what is in line, first to start first
        jobctl list --sort -took --columns id,took,command
        jobctl list --format '{id} {name}'     for scripts; also --csv and --json
        jobctl list --active --watch           on one screen, as it changes

      AGE is the time in this state. Queue, priority and batch have a column only where they differ. In a pipe a job is \
      one line, and nothing is cut.
      """, aliases: ["ls", "ps"])

  @OptionGroup(title: "Filters") var filters: FilterOptions
  @OptionGroup(title: "Form") var form: ListOutputOptions

  @Flag(help: "Only jobs that have not ended; the same as --state active.")
  var active = false

  @Option(
    help: "The order: newest, oldest, or priority: only queued jobs, as they start. Default: newest.",
    completion: .list(WireJobOrder.allCases.map(\.rawValue)))
  var order: WireJobOrder?

  @Option(help: ArgumentHelp("Show at most this many jobs. Default: 100.", valueName: "count"))
  var limit: Int?

  @Flag(help: "Show all matching jobs, however many there are.")
  var all = false

  @Flag(help: "Show the list on one screen as it changes, with the keys of `top`, until q or Ctrl-C.")
  var watch = false

  @OptionGroup var global: GlobalOptions

  var isBrief: Bool { !watch }

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
    if all, limit != nil { throw ValidationError("Give --all or --limit, not both.") }
    if watch, global.json || form.csv || form.format != nil {
      throw ValidationError("--watch is for a screen; leave --json, --csv and --format out.")
    }
    if global.json, form.csv || form.format != nil || form.columns != nil || form.sort != nil {
      throw ValidationError("--json is the daemon's answer; leave --csv, --format, --columns and --sort out.")
    }
    if order == .priority, let states = try filters.filter().states, !states.contains(.queued) {
      throw ValidationError("--order priority lists only what is in line, which is in the state queued.")
    }
  }

  func run() async throws {
    try await global.withClient { client in
      var filter = try filters.filter()
      if active { _ = filter.add(state: "active") }
      if order == .priority, filter.states != [.queued] {
        Console.note("jobctl: --order priority shows only queued jobs")
        filter.states = [.queued]
      }
      guard watch else { return try await show(client, filter) }
      let watched = filter
      let view = ListView(
        filter: watched, jobs: { [self] in try await pages($0, watched) }, fields: form.columns, order: form.sort)
      if Terminal.hasScreen { return try await LiveScreen(view: view, client: client).run() }
      try await show(client, filter)
      try Console.flush()
      try await PlainFollow.run(client, view.events)
    }
  }

  private func show(_ client: JobClient, _ filter: JobFilterWire) async throws {
    let page = try await pages(client, filter)
    if page.jobs.isEmpty { try await KnownNames.check(filter, client) }
    if global.json {
      try JSONOutput.write(page)
    } else if page.jobs.isEmpty && !form.csv {
      Console.note("No jobs match.")
    } else {
      try write(try await rows(page.jobs, client))
    }
    if page.nextCursor != nil {
      Console.note("jobctl: these are \(page.jobs.count) of more jobs; --all or a larger --limit shows the others")
    }
  }

  /// The rows in their order, with what keeps them from starting if anybody wants to know.
  private func rows(_ jobs: [JobView], _ client: JobClient) async throws -> [ListedJob] {
    let barWidth = ProgressText.barWidth(on: .current, share: 16, max: 10)
    let fields = form.csv ? form.columns ?? JobCSV.fields : form.columns
    let wantsDetail = form.format.map { $0.parts.contains(.field(.detail)) } ?? fields?.contains(.detail) ?? true
    let reasons = wantsDetail ? await QueuedReasons.read(jobs, client, at: .current) : [:]
    let moment = Moment.current
    let rows = jobs.map { ListedJob($0, at: moment, why: reasons[$0.id], barWidth: barWidth) }
    return form.sort?.sorted(rows) ?? rows
  }

  private func write(_ rows: [ListedJob]) throws {
    if let format = form.format {
      for row in rows { try Console.data(Array((format.line(row) + "\n").utf8)) }
    } else if form.csv {
      let fields = form.columns ?? JobCSV.fields
      try Console.line(JobCSV.heading(fields))
      for row in rows { try Console.line(JobCSV.line(row, fields)) }
    } else {
      for line in JobTable(rows: rows, fields: form.columns).lines(on: .current) { try Console.line(line) }
    }
  }

  /// The jobs that are wanted, from as many pages as that takes.
  private func pages(_ client: JobClient, _ filter: JobFilterWire) async throws -> JobList {
    let wanted = all ? Int.max : limit ?? ListRequest.limitDefault
    var whole = JobList(jobs: [])
    var trail = PageTrail(client)
    repeat {
      let size = min(ListRequest.limitMax, wanted - whole.jobs.count)
      let page = try await client.jobs(
        ListRequest(filter: filter, order: order, limit: size, cursor: whole.nextCursor))
      whole.jobs += page.jobs
      whole.nextCursor = try trail.next(page.nextCursor)
    } while whole.nextCursor != nil && whole.jobs.count < wanted
    return whole
  }
}

extension WireJobOrder: ExpressibleByArgument {}
