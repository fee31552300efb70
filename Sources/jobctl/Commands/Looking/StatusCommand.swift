// `jobctl status`: the daemon on one screen, or jobs in full.

import ArgumentParser
import JobClient
import JobWire

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show the daemon and its queues, or everything about jobs.",
    discussion: """
        jobctl status          the daemon and its queues
        jobctl status 7 8      jobs 7 and 8 in full
      """)

  @OptionGroup var global: GlobalOptions

  @Argument(help: "The ids of the jobs; none: the daemon itself.", transform: OptionReading.id)
  var ids: [Int64] = []

  func run() async throws {
    try await global.withClient { client in
      if ids.isEmpty { return try await showDaemon(client) }
      var isFirst = true
      try await EachJob.run(ids) { id in
        let job = try await client.job(id, full: true)
        if global.json { return try JSONOutput.write(job) }
        if !isFirst { try Console.line("") }
        isFirst = false
        for line in JobPageText.lines(job, on: .current, at: .current) { try Console.line(line) }
      }
    }
  }

  private func showDaemon(_ client: JobClient) async throws {
    let info = try await client.info()
    if global.json { return try JSONOutput.write(info) }
    let queues = try await client.queues()
    for line in DaemonText.lines(info, queues, on: .current, at: .current) { try Console.line(line) }
  }
}
