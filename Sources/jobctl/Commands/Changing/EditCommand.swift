// `jobctl edit`: changes what can still be changed about jobs.

import ArgumentParser
import JobClient
import JobWire

struct EditCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit",
    abstract: "Change jobs.",
    discussion: """
      Before a job starts everything below can be changed, but --after only while the job is blocked or held. While it \
      runs: its name, tags, timeout, deadline, and the priority of its next attempt.

        jobctl edit 7 --priority 100
        jobctl edit 7 --priority +5
        jobctl edit 7 8 --queue night --at 02:00
        jobctl edit 7 --timeout none
        jobctl edit 7 -- make -j4 all               run this instead
        jobctl edit 7 --env LEVEL=3 --unset DEBUG   the other variables stay
        jobctl edit 7 --after 5 --after 6:any       wait for these instead
        jobctl edit 7 --no-after                    wait for nothing
        jobctl edit 7                               all of it in your editor
        jobctl edit --in-queue mail --priority -10  all of this queue
        jobctl edit --named 'nightly-*' --queue night --dry-run

      What a job runs is changed by who has submitted it, or by an administrator.

      Without options, at a terminal, $VISUAL or $EDITOR (else vi) opens what can be changed. What is wrong is said above \
      the text, and the editor opens again; what cannot be taken is kept in a file, which is named.
      """)

  @Argument(
    help: ArgumentHelp("The jobs. \(JobReference.help)", valueName: "id"), completion: LiveWords.jobs.completion,
    transform: JobReference.read)
  var jobs: [JobReference] = []

  @OptionGroup(title: "Filters (instead of ids)")
  var filters: EditFilterOptions

  @Flag(help: "With filters: only say which jobs it would be.")
  var dryRun = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "From -1000 to 1000; higher starts first. +5 and +-5 change what it is.", valueName: "priority"),
    transform: PriorityChange.read)
  var priority: PriorityChange?

  @Option(help: "The queue to wait in.", completion: LiveWords.queues.completion)
  var queue: String?

  @Flag(help: "Make the queue if it is not there.")
  var createQueue = false

  @Option(help: "A name for lists.")
  var name: String?

  @Option(help: ArgumentHelp("Do not start before this time.", valueName: "time"), transform: OptionReading.time)
  var at: WireTime?

  @Flag(help: "Take an --at that has gone by.")
  var allowPast = false

  @Option(
    help: ArgumentHelp("Do not start before this much time from now.", valueName: "duration"),
    transform: OptionReading.delay)
  var delay: WireDuration?

  @Option(
    help: ArgumentHelp("Replace all tags; may be repeated.", valueName: "key=value"), transform: OptionReading.pair)
  var tag: [OptionReading.Pair] = []

  @Option(
    help: ArgumentHelp("The limit of each attempt, or none.", valueName: "duration"),
    transform: OptionReading.changedTimeLimit)
  var timeout: PatchOption<WireDuration>?

  @Option(
    help: ArgumentHelp("When to give up, or none.", valueName: "time"),
    transform: { try PatchOption.read($0, OptionReading.time) })
  var deadline: PatchOption<WireTime>?

  @Option(help: ArgumentHelp("How many more times to try when an attempt fails.", valueName: "count"))
  var retries: Int?

  @Option(
    help: ArgumentHelp("The time between TERM and KILL, or none for the default.", valueName: "duration"),
    transform: { try PatchOption.read($0, OptionReading.duration) })
  var grace: PatchOption<WireDuration>?

  @Option(
    help: ArgumentHelp("Keep the job this long after its end, or none for the default.", valueName: "duration"),
    transform: { try PatchOption.read($0, OptionReading.duration) })
  var keepFor: PatchOption<WireDuration>?

  @Flag(inversion: .prefixedNo, help: "Whether a started attempt absorbs cancel.")
  var shield: Bool?

  @Option(
    help: ArgumentHelp("Wait for these jobs and no others; may be repeated.", valueName: "id[:on]"),
    transform: OptionReading.after)
  var after: [AfterSpec] = []

  @Flag(help: "Wait for no other job.")
  var noAfter = false

  @OptionGroup(title: "What it runs")
  var work: EditCommandOptions

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    try checkSelection()
    if noAfter, !after.isEmpty { throw ValidationError("Give --after or --no-after, not both.") }
    if delay != nil, at != nil { throw ValidationError("Give --delay or --at, not both.") }
    if let at, !allowPast { try OnceOptions.refusePast(at, now: .current) }
    if let retries, retries < 0 { throw ValidationError("--retries must not be negative.") }
    guard changesNothing else { return }
    if !Terminal.canAsk { throw ValidationError("Say what to change, such as --priority 10.") }
    if jobs.count != 1 { throw ValidationError("The editor takes one job; or say what to change, as --priority 10.") }
  }

  /// Nothing was said to change: that is for an editor to say.
  private var changesNothing: Bool { priority == nil && work.isEmpty && ownPatch(now: WireTime(micros: 0)).isEmpty }

  /// An editor takes its time.
  var isBrief: Bool { !changesNothing }

  private func checkSelection() throws {
    let isFiltered = try !filters.filter().isEmpty
    if jobs.isEmpty, !isFiltered {
      throw ValidationError("Name jobs by their ids, or by filters such as --in-queue; --queue is where they go.")
    }
    if !jobs.isEmpty, isFiltered { throw ValidationError("Give ids or filters, not both.") }
    if !jobs.isEmpty, dryRun {
      throw ValidationError("--dry-run is for filters; ids already say which jobs are meant.")
    }
    if isFiltered, case .by? = priority {
      throw ValidationError(
        "A change of the priority is for jobs named by their ids; with filters, say what it becomes.")
    }
    if isFiltered, work.changesEnvironment {
      throw ValidationError("--env and --unset are for jobs named by their ids.")
    }
  }

  func run() async throws {
    var filled = ownPatch(now: Moment.current.now)
    try work.fill(&filled)
    let common = filled
    try await global.withClient { client in
      if changesNothing { return try await editInEditor(client) }
      if jobs.isEmpty { return try await edit(filters.filter(), common, client) }
      try await EachJob.run(JobReference.ids(jobs, client)) { id in
        var patch = common
        patch.priority = PatchField(try await priority(of: id, client))
        if work.changesEnvironment { patch.env = .value(try await work.environment(of: id, client)) }
        let change = patch
        let job = try await MissingQueue.asking(unless: createQueue || queue == nil) { createQueue in
          try await client.patch(id, change, createQueue: createQueue)
        }
        if global.json { return try JSONOutput.write(job) }
        Console.note("Job \(id) is changed.")
      }
    }
  }

  private func editInEditor(_ client: JobClient) async throws {
    let session = EditorSession(client: client, createsQueue: createQueue)
    for id in try await JobReference.ids(jobs, client) {
      guard let job = try await session.edit(id) else { return Console.note("Job \(id) is left as it is.") }
      if global.json { return try JSONOutput.write(job) }
      Console.note("Job \(id) is changed.")
    }
  }

  private func edit(_ filter: JobFilterWire, _ common: PatchRequest, _ client: JobClient) async throws {
    var patch = common
    if case .to(let number)? = priority { patch.priority = .value(number) }
    let change = patch
    let reply = try await MissingQueue.asking(unless: createQueue || queue == nil) { createQueue in
      try await client.edit(filter, change, dryRun: dryRun, createQueue: createQueue)
    }
    if reply.count == 0 { try await KnownNames.check(filter, client) }
    try BulkText.write(reply, isDryRun: dryRun, called: "changed", isJSON: global.json)
  }

  private func priority(of id: Int64, _ client: JobClient) async throws -> Int? {
    switch priority {
    case nil: return nil
    case .to(let number): return number
    case .by(let change):
      let (sum, isOver) = (try await client.job(id).priority).addingReportingOverflow(change)
      // The daemon says what is too much.
      return isOver ? change : sum
    }
  }

  /// All but what the job runs.
  private func ownPatch(now: WireTime) -> PatchRequest {
    var patch = PatchRequest()
    patch.queue = PatchField(queue)
    patch.name = PatchField(name)
    patch.runAt = PatchField(at ?? delay.map { WireTime(micros: max(0, now.micros + $0.micros)) })
    if !tag.isEmpty { patch.tags = .value(Dictionary(tag.map { ($0.name, $0.value) }) { _, last in last }) }
    patch.timeout = timeout?.field ?? .absent
    patch.deadline = deadline?.field ?? .absent
    patch.retry = PatchField(retries.map { RetrySpec(maxAttempts: $0 == .max ? $0 : $0 + 1) })
    patch.grace = grace?.field ?? .absent
    patch.keepFor = keepFor?.field ?? .absent
    patch.shield = PatchField(shield)
    if noAfter || !after.isEmpty { patch.after = .value(after) }
    return patch
  }
}
