// `jobctl complete`: the end of an external job, as somebody outside says it.

import ArgumentParser
import JobClient
import JobWire

struct CompleteCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "complete",
    abstract: "Complete an external job.",
    discussion: """
      An external job runs nothing: it waits until somebody completes it, or fails it with `jobctl fail`.

        jobctl complete 7
        jobctl complete 7 '{"approved_by": "ann"}'
        jq .report answer.json | jobctl complete 7 -
      """)

  @Argument(
    help: ArgumentHelp("The job. \(JobReference.help)", valueName: "id"), completion: LiveWords.jobs.completion,
    transform: JobReference.read)
  var job: JobReference

  @Argument(help: "Its result as JSON; - reads it from stdin.")
  var json: String?

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let result: JSONValue?
    if json == "-" {
      let bytes = try InputFile.read("-")
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw ValidationError("stdin is not JSON: it is not UTF-8")
      }
      result = try OptionReading.json(text, of: "stdin")
    } else {
      result = try json.map { try OptionReading.json($0, of: "the result") }
    }
    try await global.withClient { client in
      let id = try await self.job.id(client)
      let job = try await client.complete(id, result: result)
      if global.json { return try JSONOutput.write(job) }
      Console.note("Job \(id) is \(job.state.rawValue).")
    }
  }
}
