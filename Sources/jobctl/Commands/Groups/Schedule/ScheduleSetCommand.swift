// `jobctl schedule set`: makes a schedule or replaces it.

public import ArgumentParser
import JobClient
import JobWire

struct ScheduleSetCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Make a schedule, or replace the one of this name.",
    usage: usage,
    discussion: """
      A cron expression has five fields (minute, hour, day, month, weekday) or six (with seconds in front), or is a \
      name such as @daily. It is read in the time zone, by default that of the machine where jobctl runs. A time that a change of the clock leaves out fires at the next \
      valid time, and one that comes twice fires once. Options of jobctl end at the first word of the command.

        jobctl schedule set backup --cron '0 3 * * mon-fri' /usr/local/bin/backup
        jobctl schedule set tokyo --cron '0 9 * * *' --timezone Asia/Tokyo ./report
        jobctl schedule set month --cron '0 8 L * *' --catch-up all --shell ./report
        jobctl schedule set poll --every 90s --jitter 10s --overlap cancel ./poll
        jobctl schedule set alive --every 1m --http https://example.com/health
        jobctl schedule set nightly --file schedule.json
      """)

  private static let usage = "jobctl schedule set <name> [<options>] [--] [<command> ...]"

  @Option(name: .customLong(SubjectFirst.option), help: .hidden)
  var subject: String?

  @Option(help: ArgumentHelp("When to fire, as a cron expression.", valueName: "expression"))
  var cron: String?

  @Option(
    help: ArgumentHelp("How often to fire, counted from now.", valueName: "duration"), transform: OptionReading.duration
  )
  var every: WireDuration?

  @Option(
    help: ArgumentHelp(
      "The time zone of --cron, such as Europe/Berlin. Default: local, the one here.", valueName: "zone"),
    transform: { try ZoneNames().zone($0) })
  var timezone: String?

  @Option(
    help: ArgumentHelp(
      "If the last job has not ended: skip the firing, queue the new job, or cancel the old one. Default: skip.",
      valueName: "rule"),
    completion: .list(OverlapRule.allCases.map(\.rawValue)))
  var overlap: OverlapRule?

  @Option(
    help: ArgumentHelp(
      "Of the times that were missed while the daemon was away, make up for none, one or all. Default: one.",
      valueName: "rule"),
    completion: .list(CatchUpRule.allCases.map(\.rawValue)))
  var catchUp: CatchUpRule?

  @Option(
    help: ArgumentHelp("Put each firing off by up to this long.", valueName: "duration"),
    transform: OptionReading.duration)
  var jitter: WireDuration?

  @Flag(help: "Do not fire before `jobctl schedule resume`.")
  var paused = false

  @OptionGroup(title: "Job") var spec: SpecOptions
  @OptionGroup(title: "Request") var http: HTTPOptions
  @OptionGroup(title: "Other jobs") var flow: FlowOptions

  @Option(help: ArgumentHelp("Run this command line with /bin/sh.", valueName: "command"))
  var shell: String?

  @Option(help: ArgumentHelp("Run this handler of the daemon.", valueName: "name"))
  var handler: String?

  @Option(help: ArgumentHelp("What the handler is given.", valueName: "json"))
  var payload: String?

  @Option(
    help: ArgumentHelp(
      "The whole schedule as JSON, as `schedule show --json` prints it; - is stdin.", valueName: "file"),
    completion: .file())
  var file: String?

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("The program and its arguments. Options of jobctl stand before it.", valueName: "command"))
  var words: [String] = []

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    let (name, command) = try line()
    try command.refuseLine()
    if name.isEmpty { throw ValidationError("Say the name first: \(Self.usage)") }
    let ways = [shell, http.http, handler].compactMap(\.self).count + (command.argv.isEmpty ? 0 : 1)
    if file != nil {
      if ways > 0 || cron != nil || every != nil {
        throw ValidationError("With --file, when and what to run stands in the file.")
      }
      let rest: [Any?] = [timezone, overlap, catchUp, jitter, payload]
      if rest.contains(where: { $0 != nil }) || paused || !spec.isEmpty || !flow.isEmpty {
        throw ValidationError("With --file these options stand in the file.")
      }
      return
    }
    if ways != 1 { throw ValidationError("Say what to run: PROG ARG…, --shell, --http or --handler, one of them.") }
    if (cron == nil) == (every == nil) { throw ValidationError("Say when: --cron or --every, one of them.") }
    if payload != nil, handler == nil { throw ValidationError("--payload needs --handler.") }
    if every != nil, timezone != nil { throw ValidationError("--timezone is for --cron; --every needs none.") }
  }

  /// The name, and what stands behind the options.
  func line() throws -> (name: String, command: CommandWords) {
    let (name, words) = try SubjectFirst.split(subject, words, usage: Self.usage)
    return (name, try CommandWords(words, of: Self.self))
  }

  func run() async throws {
    let (name, command) = try line()
    command.noteMisplaced(of: Self.self)
    try await global.withClient { client in
      let request = try request(command.argv, client.endpoint)
      let isWanted = file == nil ? spec.makesQueues : spec.createQueue
      let schedule = try await MissingQueue.asking(unless: isWanted) { createQueue in
        try await client.setSchedule(name, request, createQueue: createQueue)
      }
      if global.json { return try JSONOutput.write(schedule) }
      Console.note(ScheduleText.sentence(schedule, at: .current))
    }
  }

  private func request(_ argv: [String], _ endpoint: Endpoint) throws -> ScheduleRequest {
    if let file { return try ScheduleFile.read(file) }
    var job = SubmitRequest()
    if !argv.isEmpty { job.argv = argv }
    job.shell = shell
    job.http = try http.spec()
    job.handler = handler
    job.payload = try payload.map { try OptionReading.json($0, of: "--payload") }
    // What is set in a shell today is not for a job of next year: of the configuration a schedule takes nothing.
    try spec.fill(&job, endpoint: endpoint, config: UserConfig())
    try flow.fill(&job)
    var request =
      if let every { ScheduleRequest(every: every, job: job) } else {
        ScheduleRequest(cron: cron ?? "", timezone: try timezone ?? ZoneNames.local(), job: job)
      }
    request.overlap = overlap
    request.catchUp = catchUp
    request.jitter = jitter
    if paused { request.paused = true }
    return request
  }
}

extension OverlapRule: ExpressibleByArgument {}
extension CatchUpRule: ExpressibleByArgument {}
