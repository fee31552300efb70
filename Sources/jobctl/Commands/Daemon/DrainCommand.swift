// `jobctl drain`: no new attempts until `jobctl resume`.

import ArgumentParser
import JobClient
import JobWire

struct DrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drain",
    abstract: "Start no more jobs; let running ones end.",
    discussion: """
      The daemon keeps answering but takes no submissions. `jobctl resume` undoes it, and so does a restart. With --wait \
      jobctl stays until nothing runs any more; what has not started, or is between two attempts, stays where it is, and \
      external jobs are left to who ends them.

        jobctl drain --wait && reboot
      """)

  @Flag(help: "Wait until nothing runs any more.")
  var wait = false

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      var reply = try await client.drain()
      if !global.json {
        Console.note("No new jobs start; \(reply.running) \(reply.running == 1 ? "is" : "are") still running.")
      }
      if wait {
        let external = try await waitForRunning(client)
        reply.running = external
        if !global.json { Console.note("Nothing runs any more\(external == 0 ? "" : " but external jobs").") }
      }
      if global.json { try JSONOutput.write(reply) }
    }
  }

  /// Returns when what runs has ended, with the number of jobs that somebody else has to end.
  private func waitForRunning(_ client: JobClient) async throws -> Int {
    var filter = JobFilterWire()
    filter.states = [.running]
    var jobs = DrainedJobs(except: OwnJob.id(at: client.endpoint))
    // A daemon that goes away is no end of its jobs, and after its next start it is not drained any more.
    for try await event in client.events(filter: filter, snapshot: true, patience: WireDuration(micros: 0)) {
      jobs.take(event)
      if jobs.isOver { break }
    }
    return jobs.external.count
  }
}
