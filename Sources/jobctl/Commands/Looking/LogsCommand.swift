// `jobctl logs`: a job's output, finished or as it comes.

import ArgumentParser
import JobClient
import JobWire

struct LogsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs",
    abstract: "Print the output of a job.",
    discussion: """
        jobctl logs 7               what it wrote to stdout
        jobctl logs 7 --stderr -f   what it writes to stderr, until it ends
        jobctl logs 7 --tail 20     the last 20 lines
      """)

  @OptionGroup var global: GlobalOptions

  @Argument(help: "The id of the job.", transform: OptionReading.id)
  var id: Int64

  @Flag(name: .shortAndLong, help: "Go on until the job ends.")
  var follow = false

  @Flag(help: "stderr instead of stdout.")
  var stderr = false

  @Option(name: [.customShort("n"), .long], help: ArgumentHelp("Only the last lines.", valueName: "lines"))
  var tail: Int?

  @Option(help: ArgumentHelp("The output of this attempt. Default: the latest.", valueName: "number"))
  var attempt: Int?

  func validate() throws {
    if let tail, tail < 0 { throw ValidationError("--tail must not be negative.") }
    if let attempt, attempt < 1 { throw ValidationError("Attempts are counted from 1.") }
  }

  func run() async throws {
    try await global.withClient { client in
      var request = LogRequest(stream: stderr ? .stderr : .stdout, attempt: attempt, follow: follow)
      if let tail {
        let size = try await client.logSize(id, request)
        try Console.data(try await LogTail(client: client, id: id, request: request).lastLines(tail, before: size))
        guard follow else { return }
        request.offset = size
      }
      try Console.flush()
      for try await bytes in try await client.log(id, request) {
        try Console.data(bytes)
        if follow { try Console.flush() }
      }
    }
  }
}
