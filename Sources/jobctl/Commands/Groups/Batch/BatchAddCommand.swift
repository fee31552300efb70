// `jobctl batch add`: a job, or the jobs of a file, join a batch.

import ArgumentParser
import JobClient
import JobWire

struct BatchAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a job, or the jobs of a file, to an open batch and print the ids.",
    usage: usage,
    discussion: """
      The same as `jobctl submit --batch ID`, which can also add other jobs than commands. Options of jobctl end at the \
      first word of the command.

        jobctl batch add 3 make test
        jobctl batch add 3 --name pack tar czf all.tgz .
        jobctl batch add 3 --file jobs.ndjson
      """)

  private static let usage = "jobctl batch add <id> [<options>] [--] [<command> ...]"

  @Option(name: .customLong(SubjectFirst.option), help: .hidden)
  var subject: String?

  @OptionGroup(title: "Job") var spec: SpecOptions
  @OptionGroup(title: "Job") var once: OnceOptions
  @OptionGroup(title: "Other jobs") var flow: FlowOptions

  @Option(help: ArgumentHelp("Run this command line with /bin/sh.", valueName: "command"))
  var shell: String?

  @Option(
    help: ArgumentHelp("The jobs of this file (JSON, one a line or as an array); - is stdin.", valueName: "file"),
    completion: .file())
  var file: String?

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("The program and its arguments. Options of jobctl stand before it.", valueName: "command"))
  var words: [String] = []

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    let (_, command) = try line()
    try command.refuseLine()
    try once.check(spec)
    if once.batch != nil { throw ValidationError("The batch is the one named first; leave --batch out.") }
    let ways = [shell, file].compactMap(\.self).count + (command.argv.isEmpty ? 0 : 1)
    if ways != 1 { throw ValidationError("Say what to add: PROG ARG…, --shell or --file, one of them.") }
    if file != nil, !flow.isEmpty || !once.isEmpty || !spec.isEmpty {
      throw ValidationError("With --file these options stand in the file.")
    }
    if let word = command.argv.first, command.argv.count == 1, Self.isJobsFile(word) {
      throw ValidationError("'\(word)' is a file and no program; the jobs of a file come by --file \(word)")
    }
  }

  /// The batch, and what stands behind the options.
  private func line() throws -> (id: Int64, command: CommandWords) {
    let (id, words) = try SubjectFirst.split(subject, words, usage: Self.usage)
    let command = try CommandWords(words, of: Self.self)
    if id.isEmpty { throw ValidationError("Say the batch first: \(Self.usage)") }
    do {
      return (try OptionReading.batch(id), command)
    } catch let error as ValidationError {
      throw ValidationError("'\(id)': \(error.message).")
    }
  }

  /// What the word was before options ended at the command: a file of jobs.
  private static func isJobsFile(_ word: String) -> Bool {
    [".json", ".jsonl", ".ndjson"].contains { word.hasSuffix($0) }
  }

  func run() async throws {
    let (id, command) = try line()
    command.noteMisplaced(of: Self.self)
    try await global.withClient { client in
      if let file { return try await add(file: file, to: id, client) }
      var request = SubmitRequest()
      if command.argv.isEmpty { request.shell = shell } else { request.argv = command.argv }
      try spec.fill(&request, endpoint: client.endpoint)
      try once.fill(&request)
      try flow.fill(&request)
      request.batch = id
      let (key, submission) = (spec.key, request)
      let job = try await MissingQueue.asking(unless: spec.makesQueues) { createQueue in
        try await client.submit(submission, idempotencyKey: key, createQueue: createQueue).view
      }
      if job.state == .held { Console.note(HeldJobs.note(job.id)) }
      if global.json { try JSONOutput.write(job) } else { try Console.line("\(job.id)") }
    }
  }

  private func add(file: String, to id: Int64, _ client: JobClient) async throws {
    let (key, jobs) = (spec.key, try JobsFile.read(file))
    let ids = try await MissingQueue.asking(unless: spec.createQueue) { createQueue in
      try await BatchFilling(client: client, key: key, createQueue: createQueue).add(jobs, to: id)
    }
    if global.json { return try JSONOutput.write(SubmitManyReply(ids: ids, count: ids.count)) }
    for id in ids { try Console.line("\(id)") }
  }
}
