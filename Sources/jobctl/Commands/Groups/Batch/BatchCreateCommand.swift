// `jobctl batch create`: an open batch, or one with the jobs of a file.

import ArgumentParser
import JobClient
import JobWire

struct BatchCreateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Make a batch and print its id.",
    discussion: """
      Without a file the batch is empty and open: jobs join it with `jobctl submit --batch ID` until `jobctl batch \
      close`. With a file it has the jobs of the file and takes more until those have ended, or with --open until it is \
      closed.

        jobctl batch create --file jobs.ndjson
        jobctl batch create --name night --open
        jobctl batch create --file jobs.ndjson --timeout 2h --on-failure ./tell

      --timeout and --deadline are wait_for over the whole batch, and hold without anybody waiting: when the time is \
      up, jobs that have not ended are cancelled.
      """)

  @Option(help: "A name for lists; need not be unique.")
  var name: String?

  @Flag(help: "The first failure cancels the jobs that have not ended.")
  var failFast = false

  @Flag(help: "Take more jobs until the batch is closed.")
  var open = false

  @OptionGroup var limits: BatchLimitOptions

  @Option(
    help: ArgumentHelp("The jobs of this file (JSON, one a line or as an array); - is stdin.", valueName: "file"),
    completion: .file())
  var file: String?

  @Flag(help: "Make queues of the jobs that are not there.")
  var createQueue = false

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let jobs = try file.map { try JobsFile.read($0) }
      var request = BatchRequest(name: name, failFast: failFast ? true : nil, open: open ? true : nil, jobs: jobs)
      limits.fill(&request)
      let (key, whole) = ("jobctl-\(RandomKey.make())", request)
      let batch = try await MissingQueue.asking(unless: createQueue || jobs == nil) { createQueue in
        try await BatchFilling(client: client, key: key, createQueue: createQueue).create(whole)
      }
      if global.json { try JSONOutput.write(batch) } else { try Console.line("\(batch.id)") }
    }
  }
}
