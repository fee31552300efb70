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
        jobctl list --order finished -n 5      what ended last
        jobctl list --sort -took --columns id,took,command
        jobctl list --format '{id} {name}'     for scripts; also --csv and --json
        jobctl list --active --watch           on one screen, as it changes

      AGE is the time in this state. Queue, priority and batch have a column only where they differ. In a pipe a job is \
      one line, and nothing is cut.
      """, aliases: ["ls", "ps"])

  @OptionGroup(title: "Filters") var filters: FilterOptions
  @OptionGroup(title: "Filters") var ends: EndOptions
  @OptionGroup(title: "Form") var form: ListOutputOptions

  @Flag(help: "Only jobs that have not ended; the same as --state active.")
  var active = false

  @Option(
    help: """
      The order: newest, oldest, priority (only queued jobs, as they start) or finished (only jobs that have ended, the \
      latest end first). Default: newest.
      """,
    completion: .list(WireJobOrder.allCases.map(\.rawValue)))
  var order: WireJobOrder?

  @Option(
    name: [.customShort("n"), .long],
    help: ArgumentHelp("Show at most this many jobs. Default: 100.", valueName: "count"))
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
    guard let states = try filter().states else { return }
    if order == .priority, !states.contains(.queued) {
      throw ValidationError("--order priority lists only what is in line, which is in the state queued.")
    }
    if order == .finished, !states.contains(where: \.isTerminal) {
      throw ValidationError("--order finished lists only what has ended.")
    }
  }

  /// The filter, or a usage error.
  private func filter() throws -> JobFilterWire {
    var filter = try filters.filter()
    ends.narrow(&filter)
    if active { _ = filter.add(state: "active") }
    return filter
  }

  /// The filter of what the order has.
  private func filterInOrder() throws -> JobFilterWire {
    var filter = try filter()
    if order == .priority, filter.states != [.queued] {
      Console.note("jobctl: --order priority shows only queued jobs")
      filter.states = [.queued]
    }
    if order == .finished, !(filter.states?.allSatisfy(\.isTerminal) ?? false) {
      Console.note("jobctl: --order finished shows only jobs that have ended")
      let states = filter.states ?? WireJobState.allCases
      filter.states = states.filter(\.isTerminal)
    }
    return filter
  }

  func run() async throws {
    try await global.withClient { client in
      let filter = try filterInOrder()
      guard watch else { return try await show(client, filter) }
      let view = ListView(
        filter: filter, jobs: { [self] in try await pages($0, filter) }, fields: form.columns, order: form.sort)
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
      try await JobListOutput(form: form).write(page.jobs, client)
    }
    if page.nextCursor != nil { Console.note(note(page.jobs.count, filter)) }
  }

  /// What to say of a list that is not whole.
  private func note(_ count: Int, _ filter: JobFilterWire) -> String {
    let asked = orderOfDaemon(filter) ?? .newest
    if let sort = form.sort, sort.ofDaemon(filter) != asked {
      let first = asked.words(count)
      return "jobctl: sorted are only \(first), of more; --all or a larger --limit sorts the others, too"
    }
    return "jobctl: these are \(count) of more jobs; --all or a larger --limit shows the others"
  }

  /// In which the daemon is asked for the jobs; nil is its own.
  private func orderOfDaemon(_ filter: JobFilterWire) -> WireJobOrder? { order ?? form.sort?.ofDaemon(filter) }

  /// The jobs that are wanted, from as many pages as that takes.
  private func pages(_ client: JobClient, _ filter: JobFilterWire) async throws -> JobList {
    let wanted = all ? Int.max : limit ?? ListRequest.limitDefault
    let order = orderOfDaemon(filter)
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
