// `jobctl wait`: until jobs have ended. Leaving the wait leaves the jobs alone, unless --cancel says otherwise.

public import ArgumentParser
import JobClient
import JobWire

struct WaitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wait",
    abstract: "Wait until jobs have ended.",
    discussion: """
      The exit status says how they ended: 0 all succeeded, 1 one failed, 6 one timed out, 5 one was cancelled or \
      skipped; 7 the time of the wait is up.

        jobctl wait 7 8 9
        jobctl wait --queue build --timeout 10m
        jobctl wait 7 8 --until first
        jobctl wait --batch 3 --progress
        jobctl wait 7 8 9 --results     what they wrote, in this order
        jobctl wait $(jobctl submit -- make) --timeout 1h --cancel

      --all and --queue mean the jobs that have not ended when the wait begins. Jobs submitted later are not waited \
      for, and neither is the job that this command runs in. --all also leaves out held jobs and those that follow \
      them, and names them. A batch is waited for until it is done, with all jobs that join it.

      --until first-failure is asyncio's FIRST_EXCEPTION: a cancelled or skipped job is no failure. With --until \
      first-error any job that did not succeed ends the wait.

      --results is asyncio's gather: the wait ends with the first error, and the other jobs go on; with \
      --return-errors it waits for all.

      --timeout with --cancel is wait_for: when the time is up, or at Ctrl-C, the jobs that have not ended are \
      cancelled, and the wait goes on until they are really gone. A job that succeeds all the same has succeeded, one \
      that fails while it cleans up has failed (1); otherwise the status is 7. A batch that is cancelled is never a \
      success. A second Ctrl-C leaves the jobs to themselves.
      """)

  @Argument(
    help: ArgumentHelp("The jobs. \(JobReference.help)", valueName: "id"), completion: LiveWords.jobs.completion,
    transform: JobReference.read)
  var jobs: [JobReference] = []

  @Flag(help: "Wait for all jobs that have not ended now.")
  var all = false

  @Option(help: "Wait for all jobs of this queue that have not ended now.", completion: LiveWords.queues.completion)
  var queue: String?

  @Option(
    help: ArgumentHelp("Wait until this batch is done.", valueName: "id"), transform: OptionReading.batch)
  var batch: Int64?

  @Option(
    help: "What ends the wait: all, first, first-failure or first-error. Default: all.",
    completion: .list(WireWaitUntil.allCases.map(\.rawValue)))
  var until: WireWaitUntil?

  @Option(help: ArgumentHelp("Wait no longer than this.", valueName: "duration"), transform: OptionReading.duration)
  var timeout: WireDuration?

  @OptionGroup var patience: PatienceOptions

  @Flag(help: "Cancel what has not ended when the time is up, and wait until it is gone.")
  var cancel = false

  @Flag(help: "Show on stderr how many have ended; without a terminal, a mark for each.")
  var progress = false

  @Flag(help: "Print each job when it ends.")
  var asCompleted = false

  @Flag(help: "Print the results of the jobs in the order they are named in, if all have succeeded.")
  var results = false

  @Flag(help: "With --results: wait for all, and print what succeeded and why the others did not.")
  var returnErrors = false

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    let ways = (jobs.isEmpty ? 0 : 1) + (all ? 1 : 0) + (queue == nil ? 0 : 1) + (batch == nil ? 0 : 1)
    if ways != 1 { throw ValidationError("Say what to wait for: ids, --all, --queue or --batch, one of them.") }
    if cancel, timeout == nil { throw ValidationError("--cancel needs --timeout.") }
    if asCompleted || progress, until ?? .all != .all {
      throw ValidationError("--as-completed and --progress wait for all.")
    }
    if results, asCompleted { throw ValidationError("--results are in order; they do not go with --as-completed.") }
    if returnErrors, !results { throw ValidationError("--return-errors needs --results.") }
    if returnErrors, until ?? .all != .all { throw ValidationError("--return-errors waits for all.") }
  }

  func run() async throws {
    try await global.withClient { client in
      let client = patience.patient(client)
      let subject = try await subject(client)
      try await OwnJob.refuseWait(for: subject, client)
      let wait = wait(client)
      let outcome: CancellingWait.Outcome
      if cancel {
        outcome = try await CancellingWait(wait: wait, subject: subject).run()
      } else {
        outcome = CancellingWait.Outcome(reply: try await wait.run(subject))
      }
      let whole = try await batch(subject, client)
      let status = Self.status(of: outcome, whole)
      if results {
        try await printResults(outcome.reply, whole, subject, client)
      } else if !asCompleted {
        if global.json {
          try JSONOutput.write(outcome.reply)
        } else {
          for job in outcome.reply.done { try Self.show(job) }
        }
      }
      try CommandFailure.check(status)
    }
  }

  private func subject(_ client: JobClient) async throws -> WaitedJobs {
    if let batch { return .batch(batch) }
    if !jobs.isEmpty { return .jobs(try await JobReference.numbers(jobs, client)) }
    let active = try await WaitedJobs.active(queue: queue, except: OwnJob.id(at: client.endpoint), client)
    // A queue that is not there has no jobs either, and is more likely a slip than one that is done.
    if let queue, active.isEmpty { try await KnownNames.check(queue: queue, client) }
    // asyncio warns of a coroutine that nobody has started, and does not wait for it. Whoever names a queue means all
    // that is in it.
    let held = all ? WaitedJobs.stuck(active) : []
    if let note = HeldJobs.leftOut(held.sorted()) { Console.note(note) }
    return .jobs(active.map(\.id).filter { !held.contains($0) })
  }

  /// What was made of the batch as a whole.
  private func batch(_ subject: WaitedJobs, _ client: JobClient) async throws -> BatchView? {
    if case .batch(let id) = subject { try await client.batch(id) } else { nil }
  }

  private func wait(_ client: JobClient) -> JobWait {
    // Gathering ends with the first error, unless errors are wanted too or someone says when it ends.
    let isGather = results && !returnErrors && !progress
    var wait = JobWait(client: client, until: until ?? (isGather ? .firstError : .all), timeout: timeout)
    if progress { wait.progress = .marks }
    if asCompleted {
      let isJSON = global.json
      wait.show = { job in
        if isJSON { try JSONOutput.write(job) } else { try Self.show(job) }
        try Console.flush()
      }
    }
    return wait
  }

  private static func show(_ job: JobView) throws {
    let fate = Style(job.state).applied(to: JobWords.fate(job), on: .current)
    try Console.line("\(job.id)  \(fate)  \(DisplayWidth.printable(job.name))")
  }

  private func printResults(
    _ outcome: WaitReply, _ batch: BatchView?, _ subject: WaitedJobs, _ client: JobClient
  ) async throws {
    let bad = outcome.done.filter { $0.state != .succeeded }
    let fate = batch.flatMap { JobWords.farewell($0) }
    if let fate { Console.note(fate) }
    let isWhole = bad.isEmpty && fate == nil && !outcome.expired
    if !isWhole, !returnErrors, until == nil {
      for job in bad.prefix(Self.farewellsMax) { Console.note(JobWords.farewell(job)) }
      return
    }
    let fates = Dictionary(outcome.done.map { ($0.id, $0) }) { first, _ in first }
    var output = ResultOutput(client: client, isJSON: global.json)
    switch subject {
    case .jobs(let ids): try await output.print(ids, fates)
    case .batch(let id):
      if outcome.pending.isEmpty {
        try await output.print(batch: id)
      } else {
        try await output.print(fates.keys.sorted(), fates)
      }
    }
  }

  /// Failures that are named one by one.
  private static let farewellsMax = 10

  /// If the time was up, that is the status, unless a cleanup failed (as with wait_for); otherwise the worst fate.
  static func status(of outcome: CancellingWait.Outcome, _ batch: BatchView? = nil) -> ExitStatus {
    if outcome.reply.expired {
      return outcome.late.contains { ExitStatus(fate: $0) == .jobFailed } ? .jobFailed : .waitOver
    }
    var fates = outcome.reply.done.map { ExitStatus(fate: $0) }
    if let batch, batch.done { fates.append(Tally(batch).status) }
    for status in [ExitStatus.jobFailed, .jobTimedOut, .jobCancelled] where fates.contains(status) { return status }
    return .fine
  }
}

extension WireWaitUntil: ExpressibleByArgument {}
