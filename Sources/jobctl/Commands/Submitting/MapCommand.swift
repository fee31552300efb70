// `jobctl map`: one job for each item, as a batch.

import ArgumentParser
import JobClient
import JobWire

struct MapCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Run a command for each of many items, as a batch of jobs.",
    discussion: """
      {} in the command stands for the item, also inside a word; without {}, the item is the last argument. No shell \
      is involved: an item is one argument, whatever is in it. Items stand after :::, or in files that are named after \
      ::::, or come from stdin, one a line. The id of the batch is printed. With --wait or --results jobctl stays until \
      all jobs have ended, and its exit status is that of the worst end. Then Ctrl-C leaves the jobs alone and says so; \
      a second one within a few seconds cancels them.

        jobctl map --parallel 4 convert {} -resize 50% small/{} ::: *.jpg
        find . -name '*.log' -print0 | jobctl map --null --queue night gzip
        jobctl map --results --fail-fast -- ./check {} :::: hosts.txt

      Without --name a job has the name of its item, unless that may bear a secret (a URL, NAME=VALUE).

      Options of jobctl stand before the command; what follows belongs to the command.
      """)

  @Option(help: ArgumentHelp("Run at most this many of the jobs at a time.", valueName: "count"))
  var parallel: Int?

  @Flag(help: "The first failure cancels the jobs that have not ended.")
  var failFast = false

  @Flag(help: "Wait until all jobs have ended.")
  var wait = false

  @Flag(help: "Wait, and print what the jobs made, in the order of the items.")
  var results = false

  @Flag(name: [.customShort("0"), .long], help: "Items in files and on stdin are separated by zero bytes.")
  var null = false

  @Option(help: ArgumentHelp("A name for the batch.", valueName: "name"))
  var batchName: String?

  @Option(
    help: ArgumentHelp("Cancel the jobs of the batch that have not ended after this time.", valueName: "duration"),
    transform: OptionReading.timeLimit)
  var batchTimeout: WireDuration?

  @OptionGroup(title: "Job (a name may have {} in it)") var spec: SpecOptions
  @OptionGroup(title: "Job (a name may have {} in it)") var once: OnceOptions
  @OptionGroup(title: "Other jobs") var flow: FlowOptions
  @OptionGroup var patience: PatienceOptions

  @Argument(parsing: .captureForPassthrough, help: "The command, then ::: and the items, or :::: and files of items.")
  var words: [String] = []

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    let items = try MapItems(try command().argv)
    try items.refuseLine()
    if let parallel, parallel < 1 { throw ValidationError("--parallel must be at least 1.") }
    if parallel != nil, flow.limit != nil { throw ValidationError("Give --parallel or --max-per, not both.") }
    try once.check(spec)
    if once.batch != nil { throw ValidationError("`map` makes a batch of its own; leave --batch out.") }
    if flow.unique != nil { throw ValidationError("Many jobs cannot have the same key; leave --unique out.") }
    if spec.hold, wait || results { throw ValidationError("Held jobs do not end; leave --hold or the wait out.") }
    if !wait, !results {
      try ScopeBatch.refuse(
        "The jobs of `map`, which are a batch of their own, would", instead: "wait for them with --wait")
    }
    if spec.stdin == "-", items.readsStdin {
      throw ValidationError("The items come from stdin, so --stdin - is not possible.")
    }
  }

  /// What stands behind the options.
  private func command() throws -> CommandWords { try CommandWords(words, of: Self.self) }

  func run() async throws {
    let command = try command()
    command.noteMisplaced(of: Self.self)
    let source = try MapItems(command.argv)
    try await global.withClient { client in
      let request = try request(source, client.endpoint)
      let key = spec.key
      let batch = try await MissingQueue.asking(unless: spec.makesQueues) { createQueue in
        try await BatchFilling(client: client, key: key, createQueue: createQueue).create(request)
      }
      if spec.hold { Console.note(HeldJobs.note(batch: batch.id)) }
      guard wait || results else {
        if global.json { try JSONOutput.write(batch) } else { try Console.line("\(batch.id)") }
        return
      }
      try await InterruptedBatch(client: client, id: batch.id).offer {
        try await finish(batch, patience.patient(client))
      }
    }
  }

  private func request(_ source: MapItems, _ endpoint: Endpoint) throws -> BatchRequest {
    var template = SubmitRequest(argv: source.command)
    try spec.fill(&template, endpoint: endpoint)
    try once.fill(&template)
    // The batch is its own; within a scope it is waited for.
    template.batch = nil
    try flow.fill(&template)
    if let parallel { template.limit = LimitSpec(key: "map-\(RandomKey.make())", max: parallel) }
    let jobs = try items(of: source).map { item in
      var job = template
      job.argv = source.argv(for: item)
      job.name = template.name.map { MapItems.fill($0, with: item) } ?? ItemName.of(item)
      return job
    }
    return BatchRequest(name: batchName, failFast: failFast ? true : nil, jobs: jobs, timeout: batchTimeout)
  }

  private func items(of source: MapItems) throws(CommandFailure) -> [String] {
    let hint = "Name them after :::, files that have them after ::::, or pipe them in, one a line."
    if source.source == .stdin, Terminal.isInput { throw CommandFailure(.usage, "Say for which items.", hint: hint) }
    let items = try source.items(isNullSeparated: null)
    if items.isEmpty { throw CommandFailure(.usage, "There are no items, so nothing was submitted.", hint: hint) }
    return items
  }

  private func finish(_ batch: BatchView, _ client: JobClient) async throws {
    if results { Console.note("jobctl: batch \(batch.id)") } else if !global.json { try Console.line("\(batch.id)") }
    try Console.flush()
    // A person watches; a script only wants the end, which is one request.
    let tally: Tally
    if Terminal.showsProgress {
      let wait = JobWait(client: client, progress: .tally)
      _ = try await wait.run(.batch(batch.id))
      tally = Tally(try await client.batch(batch.id))
    } else {
      tally = Tally(try await client.wait(batch: batch.id))
      Console.note(tally.text)
    }
    if results {
      var output = ResultOutput(client: client, isJSON: global.json)
      try await output.print(batch: batch.id)
    } else if global.json {
      try JSONOutput.write(try await client.batch(batch.id))
    }
    try CommandFailure.check(try await status(tally, batch.id, client))
  }

  /// The worst fate. The counts do not say whether all failures were timeouts, so the failed jobs are looked at.
  private func status(_ tally: Tally, _ batch: Int64, _ client: JobClient) async throws -> ExitStatus {
    guard tally.status == .jobFailed else { return tally.status }
    var filter = JobFilterWire()
    filter.batch = batch
    filter.states = [.failed]
    let failed = try await client.jobs(ListRequest(filter: filter, limit: ListRequest.limitMax))
    let isTimedOut = failed.nextCursor == nil && failed.jobs.allSatisfy { ExitStatus(fate: $0) == .jobTimedOut }
    return isTimedOut ? .jobTimedOut : .jobFailed
  }
}
