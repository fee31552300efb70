// `jobctl submit`: leaves a job, or a file of jobs, with the daemon.

import ArgumentParser
import JobClient
import JobWire

struct SubmitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Submit a job and print its id.",
    discussion: """
      The job is on disk when the id is printed. Options of jobctl end at the first word of the command.

        jobctl submit convert in.png out.jpg
        jobctl submit --shell 'pg_dump app | gzip > /backup/app.gz' --at 03:00 --retries 2
        jobctl submit --queue mail --stdin letter.txt sendmail -t
        jobctl submit --file jobs.ndjson        one job a line, all of them or none
        jobctl submit --http https://example.com/hook --header 'X-Key: 7' --body @order.json --retries 5
        jobctl submit --after 7 --then 'failure:mail -s failed me' make deploy
        jobctl submit --unique report:return --limit database=2 ./report
        jobctl submit --handler thumb --payload '{"id": 7}' --executor remote
        jobctl submit --external --name approval --timeout 2d
        jobctl submit --follow make test        shows the output, ends like the command
      """, aliases: ["add"])

  @OptionGroup var global: GlobalOptions
  @OptionGroup(title: "Job") var spec: SpecOptions
  @OptionGroup(title: "Job") var once: OnceOptions
  @OptionGroup(title: "Request") var http: HTTPOptions
  @OptionGroup(title: "Other jobs") var flow: FlowOptions
  @OptionGroup var patience: PatienceOptions

  @Option(help: ArgumentHelp("Run this command line with /bin/sh.", valueName: "command"))
  var shell: String?

  @Option(help: ArgumentHelp("Run this handler of the daemon, such as noop or sleep.", valueName: "name"))
  var handler: String?

  @Option(help: ArgumentHelp("What the handler is given.", valueName: "json"))
  var payload: String?

  @Option(
    help: ArgumentHelp(
      "Where the handler's jobs run: async, thread, process, remote, or a pool's name.", valueName: "name"))
  var executor: String?

  @Flag(help: "Run nothing: the job ends by `jobctl complete` or `jobctl fail`, or its timeout.")
  var external = false

  @Option(
    help: ArgumentHelp(
      "Submit the job in this file (JSON), or the jobs (one a line, or as an array); - is stdin.", valueName: "file"),
    completion: .file())
  var file: String?

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

  func validate() throws {
    let argv = try command().argv
    let named = [shell, http.http, handler, file].compactMap(\.self).count
    let ways = named + (argv.isEmpty ? 0 : 1) + (external ? 1 : 0)
    if ways == 0 {
      throw ValidationError("Say what to run: PROG ARG…, --shell, --http, --handler, --external or --file.")
    }
    if ways > 1 { throw ValidationError("Give one of: PROG ARG…, --shell, --http, --handler, --external, --file.") }
    if file != nil, !flow.isEmpty || !once.isEmpty || !spec.isEmpty {
      throw ValidationError("With --file these options stand in the file; `jobctl batch add` adds its jobs to a batch.")
    }
    if spec.hold, wait || follow { throw ValidationError("A held job does not end; leave --hold or the wait out.") }
    try once.check(spec)
    if payload != nil, handler == nil { throw ValidationError("--payload needs --handler.") }
    if executor != nil, handler == nil { throw ValidationError("--executor needs --handler.") }
    if wait, follow { throw ValidationError("--follow waits anyway; leave --wait out.") }
    if dryRun, wait || follow { throw ValidationError("A dry run has nothing to wait for.") }
  }

  /// What stands behind the options.
  func command() throws -> CommandWords { try CommandWords(words, of: Self.self) }

  func run() async throws {
    try command().noteMisplaced(of: Self.self)
    try await global.withClient { client in
      if let file { return try await submit(file: file, client) }
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
    request.shell = shell
    request.http = try http.spec()
    request.handler = handler
    request.executor = executor
    if external { request.external = true }
    request.payload = try payload.map { try OptionReading.json($0, of: "--payload") }
    try spec.fill(&request, endpoint: endpoint)
    once.fill(&request)
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
