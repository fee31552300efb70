// `jobctl cancel`: asks jobs to end before their time.

import ArgumentParser
import JobClient
import JobWire

struct CancelCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel",
    abstract: "Cancel jobs.",
    discussion: """
      A job that has not started is cancelled at once. A running one gets TERM, and KILL after its grace; \
      `jobctl wait` tells when it is gone. A second cancel with --force, or with a shorter --grace, hastens it.

        jobctl cancel 7
        jobctl cancel 7 --reason 'wrong input' --force
        jobctl cancel --queue mail --state queued --dry-run
      """, aliases: ["kill"])

  @OptionGroup var selection: SelectionOptions<NoEndOptions>

  @Option(help: ArgumentHelp("Why; kept with the job.", valueName: "text"))
  var reason: String?

  @Flag(help: "Cancel shielded jobs, too, and do not wait for the grace of a job that is already being stopped.")
  var force = false

  @Option(
    help: ArgumentHelp("The time between TERM and KILL, instead of the job's own.", valueName: "duration"),
    transform: OptionReading.duration)
  var grace: WireDuration?

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if selection.jobs.isEmpty, reason != nil || force || grace != nil {
      throw ValidationError("--reason, --force and --grace are for jobs named by their ids.")
    }
  }

  func run() async throws {
    try await global.withClient { client in
      try await selection.apply(.cancel, called: "cancelled", client, isJSON: global.json) { id in
        let reply = try await client.cancel(
          id, CancelRequest(reason: reason, force: force ? true : nil, grace: grace))
        if global.json { return try JSONOutput.write(reply) }
        Console.note("Job \(id) \(Self.words(for: reply))")
      }
    }
  }

  private static func words(for reply: CancelReply) -> String {
    if reply.absorbed { return "is shielded and goes on; --force reaches it." }
    if reply.state.isTerminal { return "is \(reply.state.rawValue)." }
    return "is being stopped."
  }
}
