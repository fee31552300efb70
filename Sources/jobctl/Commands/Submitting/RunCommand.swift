// `jobctl run`: a command as a job, with the feel of the command itself.

import ArgumentParser
import JobClient
import JobWire

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a command as a job: show its output, exit as it does.",
    discussion: """
      The job's stdout and stderr come out here as they are written, and the exit status is the command's own \
      (128+N when signal N ended it, 124 when its --timeout did). Ctrl-C cancels the job; a second one leaves it to itself. \
      Options of jobctl end at the first word of the command.

      What is piped into it is read to its end first and is the command's stdin; -n leaves it, for example in a loop \
      that reads lines itself. With --interactive stdin is sent as it comes, also from a terminal, to the command's \
      first attempt; its end, or Ctrl-D, is the end of the command's stdin.

        jobctl run make test
        pg_dump app | jobctl run --queue night gzip > app.gz
        jobctl run --interactive python3 -i
        jobctl run --queue gpu --timeout 2h python3 train.py
      """)

  @OptionGroup(title: "Job") var spec: SpecOptions
  @OptionGroup(title: "Job") var once: OnceOptions
  @OptionGroup(title: "Other jobs") var flow: FlowOptions
  @OptionGroup var patience: PatienceOptions

  @Flag(name: [.customShort("n"), .customLong("no-stdin")], help: "Leave stdin alone.")
  var noStdin = false

  @Option(help: ArgumentHelp("Run this command line with /bin/sh.", valueName: "command"))
  var shell: String?

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("The program and its arguments. Options of jobctl stand before it.", valueName: "command"))
  var words: [String] = []

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    let command = try command()
    try command.refuseLine()
    if command.argv.isEmpty == (shell == nil) {
      throw ValidationError("Say what to run: PROG ARG…, or --shell, one of them.")
    }
    try once.check(spec)
    if noStdin, spec.stdin != nil { throw ValidationError("Give -n or --stdin, not both.") }
    if spec.interactive, spec.retries ?? 0 > 0 {
      throw ValidationError("With --interactive stdin goes to one attempt; leave --retries out.")
    }
    if spec.hold { throw ValidationError("A held job does not run; submit it with `jobctl submit --hold`.") }
  }

  /// What stands behind the options.
  func command() throws -> CommandWords { try CommandWords(words, of: Self.self) }

  func run() async throws {
    let command = try command()
    command.noteMisplaced(of: Self.self)
    // Before there are connections: a closed stdin's number would be one of theirs.
    let input = noStdin || spec.stdin != nil || spec.interactive ? nil : try PipedInput.read()
    let live = spec.interactive && !noStdin && spec.stdin != "-" ? try LiveInput.open() : nil
    try await global.withClient { client in
      var request = SubmitRequest()
      if command.argv.isEmpty { request.shell = shell } else { request.argv = command.argv }
      try spec.fill(&request, endpoint: client.endpoint)
      try once.fill(&request)
      try flow.fill(&request)
      if let input, !input.isEmpty { request.feed(input) }
      let (key, submission) = (spec.key, request)
      let job = try await MissingQueue.asking(unless: spec.makesQueues) { createQueue in
        try await client.submit(submission, idempotencyKey: key, createQueue: createQueue)
      }
      try await Submitted.following(job.id) {
        let client = patience.patient(client)
        try await FollowedJob(client: client, id: job.id, isJSON: global.json, input: live).run()
      }
    }
  }
}
