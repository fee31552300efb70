// `jobctl callback list`: the callbacks of a job and what has become of them.

import ArgumentParser
import JobClient
import JobWire

struct CallbackListCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the callbacks of a job, in the order in which they are called.",
    discussion: "  jobctl callback list 7")

  @Argument(
    help: ArgumentHelp("The job. \(JobReference.help)", valueName: "id"), completion: LiveWords.jobs.completion,
    transform: JobReference.read)
  var job: JobReference

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let id = try await job.id(client)
      let callbacks = try await client.callbacks(id)
      if global.json { return try JSONOutput.write(CallbackList(callbacks: callbacks)) }
      guard !callbacks.isEmpty else { return Console.note("Job \(id) has no callbacks.") }
      for callback in callbacks {
        try Console.line(DisplayWidth.printable(CallbackText.line(callback, at: .current)))
      }
    }
  }
}
