// `jobctl stop`: ends the daemon, and stays until it is gone.

public import ArgumentParser
import JobClient
public import JobWire

struct StopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop",
    abstract: "Stop the daemon.",
    discussion: """
      Nothing new starts. What runs may finish within the daemon's limit (drain_timeout, 60 s by default); then it is \
      cancelled and goes back to its queue, and the next start of the daemon begins it anew. What waits stays stored. \
      jobctl stays until the daemon is gone, and says what still runs. Ctrl-C ends the wait, not the stop.

        jobctl stop
        jobctl stop --mode cancel      do not wait for what runs
        jobctl stop --no-wait

      A stop can be made harder while it lasts, by another one; it cannot be undone.
      """)

  @Option(
    help: ArgumentHelp(
      "What to do with running jobs. Default: drain.",
      discussion: """
        drain lets them finish within the limit, cancel cancels them at once (TERM, then KILL after their grace), now \
        kills them at once. They go back to their queue.
        """),
    completion: .list(WireStopMode.allCases.map(\.rawValue)))
  var mode: WireStopMode?

  @Flag(help: "Do not wait until the daemon is gone.")
  var noWait = false

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      // The daemon waits for this job, and would wait for it in vain.
      let isInside = OwnJob.id(at: client.endpoint) != nil
      if noWait || isInside {
        let reply = try await client.stop(mode)
        if global.json { return try JSONOutput.write(reply) }
        return Console.note(StopText.begun(reply) + (isInside ? StopText.inside : ""))
      }
      let (reply, isGone) = try await DaemonEnd(client: client, mode: mode, isQuiet: global.json).bring()
      if global.json { return try JSONOutput.write(reply) }
      Console.note(isGone ? "The daemon has stopped." : StopText.unseen)
    }
  }
}

extension WireStopMode: ExpressibleByArgument {}
