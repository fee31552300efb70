// `jobctl batch results`: what the members of a batch made, in the order of submission.

import ArgumentParser
import JobClient
import JobWire

struct BatchResultsCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "results", abstract: "Print what the jobs of a batch made, in the order of submission.",
    discussion: """
      Members without success are named on stderr, in their place; with --json they are entries like the others. The \
      command does not wait: `jobctl wait --batch ID --results` does.

        jobctl batch results 3
        jobctl batch results 3 --json | jq '.[] | select(.state == "failed") | .job'
      """)

  @Argument(help: "The id of the batch.", transform: OptionReading.batch)
  var id: Int64

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      var output = ResultOutput(client: client, isJSON: global.json)
      try await output.print(batch: id)
    }
  }
}
