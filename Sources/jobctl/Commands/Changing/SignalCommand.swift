// `jobctl signal`: a signal for a running job.

import ArgumentParser
import JobClient
import JobWire

struct SignalCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "signal",
    abstract: "Send a signal to the processes of a running job.",
    discussion: """
      To end a job use `jobctl cancel`: a job that dies of a signal sent here counts as failed.

        jobctl signal 7 HUP
        jobctl signal 7 STOP
      """)

  @Argument(
    help: ArgumentHelp("The job. \(JobReference.help)", valueName: "id"), completion: LiveWords.jobs.completion,
    transform: JobReference.read)
  var job: JobReference

  @Argument(
    help: "The signal by name or number.", completion: .list(["HUP", "INT", "USR1", "USR2", "STOP", "CONT", "TERM"]))
  var signal: String

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if SignalRequest(named: signal) == nil { throw ValidationError("'\(signal)' is no signal; try HUP, USR1 or TERM.") }
  }

  func run() async throws {
    try await global.withClient { client in
      guard let request = SignalRequest(named: signal) else { return }
      let id = try await job.id(client)
      try await client.signal(id, request)
      if !global.json { Console.note("Sent \(SignalName.name(of: request.signal)) to job \(id).") }
    }
  }
}
