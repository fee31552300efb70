// `jobctl submit`: leaves a job, or a file of jobs, with the daemon.

import ArgumentParser
import JobClient
import JobWire

struct SubmitCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Submit a job and print its id.",
    discussion: """
      The job is on disk when the id is printed. Options of jobctl end at the first word of the command.

        jobctl submit convert in.png out.jpg
        jobctl submit --at 03:00 --retries 2 --shell 'pg_dump app | gzip > app.gz'
        jobctl submit --queue mail --stdin letter.txt sendmail -t
        jobctl submit --file jobs.ndjson           one job a line, all or none
        jobctl submit --http https://example.com/health --expect-body '"ok"'
        jobctl submit --after 7 --on-failure 'mail -s failed me' make deploy
        jobctl submit --unique report:return --max-per database=2 ./report
        jobctl submit --handler thumb --payload '{"id": 7}' --executor remote
        jobctl submit --external --name approval --timeout 2d
        jobctl submit --follow make test           output and exit status
      """, aliases: ["add"])

  @OptionGroup(title: "What to run") var work: WorkOptions
  @OptionGroup(title: "Job") var spec: SpecOptions
  @OptionGroup(title: "Job") var once: OnceOptions
  @OptionGroup(title: "Request") var http: HTTPOptions
  @OptionGroup(title: "Other jobs") var flow: FlowOptions
  @OptionGroup var patience: PatienceOptions

  @Flag(help: "Check the job and show what would be stored, but store nothing.")
  var dryRun = false

  @Flag(help: "Wait until the job has ended; the exit status says how.")
  var wait = false

  @Flag(help: "Show the job's output as it comes and exit like the command.")
  var follow = false

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("The program and its arguments. Options of jobctl stand before it.", valueName: "command"))
  var words: [String] = []

  @OptionGroup var global: GlobalOptions

  var isBrief: Bool { !wait && !follow }

  func validate() throws {
    let command = try command()
    try command.refuseLine()
    let argv = command.argv
    let ways = work.count + (http.http == nil ? 0 : 1) + (argv.isEmpty ? 0 : 1)
    if ways == 0 {
      throw ValidationError("Say what to run: PROG ARG…, --shell, --http, --handler, --external or --file.")
    }
    if ways > 1 { throw ValidationError("Give one of: PROG ARG…, --shell, --http, --handler, --external, --file.") }
    if work.file != nil, !flow.isEmpty || !once.isEmpty || !spec.isEmpty {
      throw ValidationError("With --file these options stand in the file; `jobctl batch add` adds its jobs to a batch.")
    }
    if spec.hold, wait || follow { throw ValidationError("A held job does not end; leave --hold or the wait out.") }
    if work.file != nil {
      try ScopeBatch.refuse(
        "The jobs of a file would", instead: "add them with `jobctl batch add $\(ScopeBatch.variable) --file FILE`")
    }
    try once.check(spec)
    if wait, follow { throw ValidationError("--follow waits anyway; leave --wait out.") }
    if dryRun, wait || follow { throw ValidationError("A dry run has nothing to wait for.") }
  }

  /// What stands behind the options.
  func command() throws -> CommandWords { try CommandWords(words, of: Self.self) }

  func run() async throws {
    try command().noteMisplaced(of: Self.self)
    try await global.withClient { client in
      if let file = work.file { return try await submit(file: file, client) }
      let request = try request(client.endpoint)
      let key = spec.key
      if dryRun { return try JSONOutput.write(try await client.dryRun(request, createQueue: spec.makesQueues)) }
      let job = try await MissingQueue.asking(unless: spec.makesQueues) { createQueue in
        try await client.submit(request, idempotencyKey: key, createQueue: createQueue)
      }
      try await finish(job, client)
    }
  }

  private func request(_ endpoint: Endpoint) throws -> SubmitRequest {
    var request = SubmitRequest()
    let argv = try command().argv
    if !argv.isEmpty { request.argv = argv }
    request.http = try http.spec()
    try work.fill(&request)
    try spec.fill(&request, endpoint: endpoint)
    try once.fill(&request)
    try flow.fill(&request)
    return request
  }

  private func submit(file: String, _ client: JobClient) async throws {
    let (text, isLines) = SubmissionText.read(try InputFile.read(file))
    let isWanted = spec.createQueue
    if dryRun {
      return try JSONOutput.write(try await client.dryRun(text: text, isLines: isLines, createQueue: isWanted))
    }
    let key = spec.key
    guard isLines else {
      let job = try await MissingQueue.asking(unless: isWanted) { createQueue in
        try await client.submit(json: text, idempotencyKey: key, createQueue: createQueue)
      }
      return try await finish(job, client)
    }
    if wait || follow { throw ValidationError("--wait and --follow are for one job; use `jobctl wait` with the ids.") }
    let reply = try await MissingQueue.asking(unless: isWanted) { createQueue in
      try await client.submit(lines: text, idempotencyKey: key, createQueue: createQueue)
    }
    if global.json { return try JSONOutput.write(reply) }
    for id in reply.ids { try Console.line("\(id)") }
  }

  private func finish(_ job: JobHandle, _ client: JobClient) async throws {
    if follow {
      return try await Submitted.following(job.id) {
        try await FollowedJob(client: patience.patient(client), id: job.id, isJSON: global.json).run()
      }
    }
    if job.view.state == .held { Console.note(HeldJobs.note(job.id)) }
    guard wait else { return try report(job.view) }
    if !global.json {
      try report(job.view)
      try Console.flush()
    }
    try await Submitted.following(job.id) { try report(end: try await patience.patient(client).wait(job.id)) }
  }

  private func report(end ended: JobView) throws {
    if global.json { try report(ended) }
    let status = ExitStatus(fate: ended)
    if !global.json, status != .fine { Console.note(JobWords.farewell(ended)) }
    try CommandFailure.check(status)
  }

  private func report(_ job: JobView) throws {
    if global.json { try JSONOutput.write(job) } else { try Console.line("\(job.id)") }
  }
}

extension SubmitCommand: BriefHelp {
  static let brief = """
    Submit a job and print its id.

      jobctl submit [options] PROG ARG…       options end at the first word of PROG
      jobctl submit [options] --shell 'CMD'   --http URL · --handler NAME · --file F

    --queue NAME        the queue to wait in (--create-queue makes it)
    --name NAME         for lists
    --priority N        -1000 to 1000, higher first
    --delay 90s         not before · --at 03:00, 'tomorrow 9:00', +3h
    --timeout 10m       stop an attempt that takes longer
    --retries N         try again after a failure (--backoff, --retry-delay)
    --after ID[:END]    after another job · --then CMD   a job after this one
    --on-failure CMD    run by the daemon at the end · --on-success, --on-end
    --unique KEY        only one unfinished job · --max-per KEY=N   N at a time
    --hold              until jobctl release · --batch ID   join a batch
    --cwd DIR           --env NAME[=VALUE] · --env-all · --stdin FILE
    --wait              stay until its end · --follow   with its output
    --dry-run           only check · --json

    All options, and examples: jobctl submit --help
    """
}
