// `jobctl logs`: the output of jobs, finished or as it comes.

import ArgumentParser
import JobClient
import JobWire

struct LogsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs",
    abstract: "Print the output of jobs.",
    discussion: """
        jobctl logs 7               what it wrote to stdout
        jobctl logs 7 --stderr -f   what it writes to stderr, until it ends
        jobctl logs 7 --tail 20     the last 20 lines
        jobctl logs 7 8 9 -f        of all three, line by line, until all have ended

      Of several jobs each line has the number of its job before it. On a terminal colours are shown, and what else \
      would control it is left out or shown escaped. --raw leaves out the numbers and shows everything as it is.
      """, aliases: ["log"])

  /// Each of them is a connection.
  private static let followedMax = 100

  @Argument(
    help: ArgumentHelp("The jobs. \(JobReference.help)", valueName: "id"), completion: LiveWords.jobs.completion,
    transform: JobReference.read)
  var jobs: [JobReference]

  @Flag(name: .shortAndLong, help: "Go on until the jobs end.")
  var follow = false

  @Flag(help: "stderr instead of stdout.")
  var stderr = false

  @Option(name: [.customShort("n"), .long], help: ArgumentHelp("Only the last lines.", valueName: "lines"))
  var tail: Int?

  @Option(help: ArgumentHelp("The output of this attempt. Default: the latest.", valueName: "number"))
  var attempt: Int?

  @OptionGroup var patience: PatienceOptions

  @Flag(help: "The bytes as they are, also on a terminal and of several jobs.")
  var raw = false

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if let tail, tail < 0 { throw ValidationError("--tail must not be negative.") }
    if let attempt, attempt < 1 { throw ValidationError("Attempts are counted from 1.") }
    if follow, jobs.count > Self.followedMax {
      throw ValidationError("At most \(Self.followedMax) jobs can be followed at a time.")
    }
  }

  func run() async throws {
    let tail = tail
    let screen = raw ? nil : LogScreen.ofOutput
    try await global.withClient { client in
      var seen: Set<Int64> = []
      let ids = try await JobReference.numbers(jobs, client).filter { seen.insert($0).inserted }
      let labelWidth = raw || ids.count == 1 ? nil : ids.map { "\($0)".count }.max()
      guard follow else {
        let output = JobOutput(client: client, request: request, labelWidth: labelWidth, screen: screen)
        return try await EachJob.run(ids) { try await output.copy($0, tail: tail) }
      }
      // One that is not there is told before the first is followed, perhaps for hours.
      if ids.count > 1 { try await EachJob.run(ids) { _ = try await client.job($0) } }
      let output = JobOutput(
        client: patience.patient(client).bound(), request: request, labelWidth: labelWidth, screen: screen)
      try await EachJob.together(ids) { try await output.follow($0, tail: tail) }
    }
  }

  private var request: LogRequest {
    LogRequest(stream: stderr ? .stderr : .stdout, attempt: attempt)
  }
}
