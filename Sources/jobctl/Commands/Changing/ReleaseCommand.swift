// `jobctl release`: lets held jobs go.

import ArgumentParser
import JobClient
import JobWire

struct ReleaseCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "release",
    abstract: "Let held jobs start.",
    discussion: """
      For jobs submitted with --hold, and those that `jobctl hold` has stopped. Each gets the state that it would have \
      now: it goes on waiting for its time or for other jobs, or is queued behind those that are in line.

        jobctl release 7
        jobctl release --queue mail
      """)

  @OptionGroup var selection: SelectionOptions<NoEndOptions>

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      try await selection.apply(.release, called: "released", client, isJSON: global.json) { id in
        let job = try await client.release(id)
        if global.json { return try JSONOutput.write(job) }
        Console.note("Job \(id) is \(job.state.rawValue).")
      }
    }
  }
}
