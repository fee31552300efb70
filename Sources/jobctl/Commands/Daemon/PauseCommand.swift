// `jobctl pause`: everything, queues or jobs stand still until `jobctl resume`.

import ArgumentParser
import JobClient
import JobWire

struct PauseCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause",
    abstract: "Start nothing for a while: of everything, of queues, or single jobs.",
    discussion: """
      Submissions are taken, and what runs goes on. With --running commands that run stand still where they are, and \
      the clock of their timeouts is held; a cancel ends them all the same. Jobs that have not started are held. A \
      pause survives a restart of the daemon; commands do not. `jobctl resume` ends it.

        jobctl pause --for 1h
        jobctl pause -q build --running
        jobctl pause 7 --running
      """)

  @OptionGroup var subject: PauseSubject

  @Flag(help: "Commands that run stand still, too.")
  var running = false

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp("The pause ends by itself after this; not for jobs.", valueName: "duration"),
    transform: OptionReading.duration)
  var forTime: WireDuration?

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if forTime != nil && !subject.jobs.isEmpty {
      throw ValidationError("--for is for queues and for everything; a job waits for `jobctl resume`.")
    }
    if let forTime, forTime.micros <= 0 { throw ValidationError("--for must be more than 0.") }
  }

  func run() async throws {
    try await global.withClient { client in
      let request = PauseRequest(
        queues: subject.queues, ids: try await subject.ids(client), running: running ? true : nil, forTime: forTime)
      let reply = try await client.pause(request)
      if global.json {
        try JSONOutput.write(reply)
      } else {
        for line in PauseText.lines(reply, to: request) { Console.note(line) }
      }
      if request.ids != nil { try CommandFailure.check(PauseText.status(of: reply.notPaused)) }
    }
  }
}
