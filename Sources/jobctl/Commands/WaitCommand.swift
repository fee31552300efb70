// `jobctl wait`: until jobs have ended. Leaving the wait leaves the jobs alone, unless --cancel says otherwise.

public import ArgumentParser
import JobClient
import JobWire

struct WaitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wait",
    abstract: "Wait until jobs have ended.",
    discussion: """
      The exit status tells the fate: 0 all succeeded, 1 one failed, 5 cancelled, 6 timed out, 7 the time is up.

        jobctl wait 7 8 9
        jobctl wait --queue build --timeout 10m
        jobctl wait 7 8 --until first
        jobctl wait $(jobctl submit -- make) --timeout 1h --cancel
      """)

  @OptionGroup var global: GlobalOptions

  @Argument(help: "The ids of the jobs.", transform: OptionReading.id)
  var ids: [Int64] = []

  @Flag(help: "All jobs that have not ended now.")
  var all = false

  @Option(help: "All jobs of this queue, until it is empty.")
  var queue: String?

  @Option(
    help: "What ends the wait: all, first or first-failure. Default: all.",
    completion: .list(WaitUntil.allCases.map(\.rawValue)))
  var until: WaitUntil = .all

  @Option(help: ArgumentHelp("Wait no longer than this.", valueName: "duration"), transform: OptionReading.duration)
  var timeout: WireDuration?

  @Flag(help: "Cancel what has not ended when the time is up.")
  var cancel = false

  @Flag(help: "Show on stderr how many have ended.")
  var progress = false

  @Flag(help: "Print each job when it ends.")
  var asCompleted = false

  @Flag(help: "Print the results of the jobs, in the order of their ids on the command line.")
  var results = false

  func validate() throws {
    let ways = (ids.isEmpty ? 0 : 1) + (all ? 1 : 0) + (queue == nil ? 0 : 1)
    if ways != 1 { throw ValidationError("Say what to wait for: ids, --all or --queue, one of them.") }
    if cancel, timeout == nil { throw ValidationError("--cancel needs --timeout.") }
    if asCompleted || progress, until != .all { throw ValidationError("--as-completed and --progress wait for all.") }
    if results, asCompleted || global.json {
      throw ValidationError("--results goes with neither --as-completed nor --json.")
    }
  }

  func run() async throws {
    try await global.withClient { client in
      let outcome = try await JobWait(client: client, isShown: asCompleted, showsProgress: progress) { job in
        try show(job)
      }.run(try await request(client))
      if global.json, !asCompleted { try JSONOutput.write(outcome) }
      if results { try await printResults(outcome, client) }
      if !global.json, !asCompleted, !results { for job in outcome.done { try show(job) } }
      if cancel, outcome.expired { try await cancelPending(outcome, client) }
      try CommandFailure.check(Self.status(of: outcome))
    }
  }

  private func request(_ client: JobClient) async throws -> WaitRequest {
    if let queue, !asCompleted, !progress { return WaitRequest(queue: queue, until: until, timeout: timeout) }
    if !ids.isEmpty { return WaitRequest(ids: ids, until: until, timeout: timeout) }
    var filter = JobFilterWire()
    _ = filter.add(state: "active")
    filter.queue = queue
    var found: [Int64] = []
    var cursor: String?
    repeat {
      let page = try await client.jobs(
        ListRequest(filter: filter, order: .oldest, limit: ListRequest.limitMax, cursor: cursor))
      found += page.jobs.map(\.id)
      cursor = page.nextCursor
    } while cursor != nil
    return WaitRequest(ids: found, until: until, timeout: timeout)
  }

  private func show(_ job: JobView) throws {
    if global.json { return try JSONOutput.write(job) }
    let fate = Style(job.state).applied(to: JobWords.fate(job), on: .current)
    try Console.line("\(job.id)  \(fate)  \(DisplayWidth.printable(job.name))")
    try Console.flush()
  }

  private func printResults(_ outcome: WaitReply, _ client: JobClient) async throws {
    let succeeded = Set(outcome.done.filter { $0.state == .succeeded }.map(\.id))
    let order = ids.isEmpty ? outcome.done.map(\.id).sorted() : ids
    for id in order where succeeded.contains(id) { try Console.data(try await client.result(id).bytes) }
  }

  private func cancelPending(_ outcome: WaitReply, _ client: JobClient) async throws {
    for id in outcome.pending {
      try await client.cancelIfActive(id, reason: "waiting time is up")
    }
    if !outcome.pending.isEmpty { Console.note("jobctl: the time is up; cancelled \(outcome.pending.count)") }
  }

  /// Pending jobs come first when the time was up, then the worst fate.
  static func status(of outcome: WaitReply) -> ExitStatus {
    if outcome.expired { return .waitOver }
    let fates = outcome.done.map { ExitStatus(fate: $0) }
    for status in [ExitStatus.jobFailed, .jobTimedOut, .jobCancelled] where fates.contains(status) { return status }
    return .fine
  }
}

extension WaitUntil: ExpressibleByArgument {}
