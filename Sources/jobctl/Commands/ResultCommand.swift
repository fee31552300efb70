// `jobctl result`: what a job gave, as bytes.

import ArgumentParser
import JobClient

struct ResultCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "result",
    abstract: "Print the result of a job that succeeded.",
    discussion: """
      The result is what the job wrote to the file $JOBD_RESULT, else what it wrote to stdout: at most
      the first 1 MiB, and then stderr says how much there is.

        jobctl result 7 > report.pdf
      """)

  @OptionGroup var global: GlobalOptions

  @Argument(help: "The id of the job.", transform: OptionReading.id)
  var id: Int64

  func run() async throws {
    try await global.withClient { client in
      let result = try await client.result(id)
      try Console.data(result.bytes)
      if let note = JobWords.cut(result, of: id) { Console.note(note) }
    }
  }
}
