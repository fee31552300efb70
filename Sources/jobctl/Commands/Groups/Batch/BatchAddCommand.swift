// `jobctl batch add`: the jobs of a file join a batch.

import ArgumentParser
import JobClient
import JobWire

struct BatchAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add the jobs of a file to an open batch and print their ids.",
    discussion: """
      For single jobs there is `jobctl submit --batch ID`.

        jobctl batch add 3 jobs.ndjson
      """)

  @OptionGroup var global: GlobalOptions

  @Argument(help: "The id of the batch.", transform: OptionReading.batch)
  var id: Int64

  @Argument(help: "A file of jobs (JSON, one a line or as an array); - is stdin.", completion: .file())
  var file: String

  func run() async throws {
    try await global.withClient { client in
      let ids = try await BatchFilling(client: client).add(try JobsFile.read(file), to: id)
      if global.json { return try JSONOutput.write(SubmitManyReply(ids: ids, count: ids.count)) }
      for id in ids { try Console.line("\(id)") }
    }
  }
}
