// `jobctl copy`: a new job from an old one, secrets included, which stay in the daemon.

import ArgumentParser
import JobClient
import JobWire

struct CopyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "copy",
    abstract: "Submit a job like another one and print the new id.",
    discussion: """
      The command, its environment, input, limits, callbacks and all the rest are taken of the other job as the daemon \
      has them, with what is masked in answers; a copy of it needs the rights of its submitter. Not taken: what it waits \
      for, its follow-ups, its batch, its unique key and its time.

        jobctl copy 7
        jobctl copy last --priority 10 --env LEVEL=debug
        jobctl copy %backup --hold --name 'backup, by hand'
      """)

  @Argument(
    help: ArgumentHelp("The job. \(JobReference.help)", valueName: "id"), completion: LiveWords.jobs.completion,
    transform: JobReference.read)
  var job: JobReference

  @Option(help: "Another name.")
  var name: String?

  @Option(help: "Another queue.", completion: LiveWords.queues.completion)
  var queue: String?

  @Flag(help: "Make the queue if it is not there.")
  var createQueue = false

  @Option(parsing: .unconditional, help: "Another priority.")
  var priority: Int?

  @Option(
    help: ArgumentHelp("Do not start before this much time has passed.", valueName: "duration"),
    transform: OptionReading.delay)
  var delay: WireDuration?

  @Option(
    help: ArgumentHelp("Stop each attempt that takes longer than this.", valueName: "duration"),
    transform: OptionReading.timeLimit)
  var timeout: WireDuration?

  @Option(
    help: ArgumentHelp(
      "A variable beside those of the other job, or instead of one; may be repeated.",
      valueName: "name=value"), transform: OptionReading.pair)
  var env: [OptionReading.Pair] = []

  @Option(help: ArgumentHelp("Another directory to run in.", valueName: "directory"), completion: .directory)
  var cwd: String?

  @Flag(help: "Wait for `jobctl release` before starting.")
  var hold = false

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      var request = SubmitRequest()
      request.copyOf = try await job.id(client)
      request.batch = try ScopeBatch.current()
      request.name = name
      request.queue = queue
      request.priority = priority
      request.delay = delay
      request.timeout = timeout
      request.hold = hold
      if let cwd { request.cwd = cwd.hasPrefix("/") ? cwd : try WorkingDirectory.path() + "/" + cwd }
      if !env.isEmpty, let id = request.copyOf {
        request.env = Self.environment(of: try await client.job(id, full: true), with: env)
      }
      let copy = request
      let made = try await MissingQueue.asking(unless: createQueue || queue == nil) { createQueue in
        try await client.submit(copy, idempotencyKey: "jobctl-\(RandomKey.make())", createQueue: createQueue)
      }
      if made.view.state == .held { Console.note(HeldJobs.note(made.id)) }
      if global.json { try JSONOutput.write(made.view) } else { try Console.line("\(made.id)") }
    }
  }

  /// The variables as they are shown, with those that are given: the daemon takes a mask for what it hides.
  static func environment(of job: JobView, with given: [OptionReading.Pair]) -> [String: String] {
    var variables: [String: String] = [:]
    for member in job.spec?["env"]?.objectValue ?? [] { variables[member.name] = member.value.stringValue }
    for pair in given { variables[pair.name] = pair.value }
    return variables
  }
}
