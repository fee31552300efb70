// `jobctl status`: the daemon on one screen, or jobs in full.

import ArgumentParser
import JobClient
import JobWire

struct StatusCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show how things stand, or everything about jobs.",
    discussion: """
        jobctl status          queues, what runs, what failed, what comes next
        jobctl status 7 8      jobs 7 and 8: what they run, why they wait, relatives
      """)

  @Argument(
    help: ArgumentHelp("The jobs; none: the daemon itself. \(JobReference.help)", valueName: "id"),
    completion: LiveWords.jobs.completion, transform: JobReference.read)
  var jobs: [JobReference] = []

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      if jobs.isEmpty { return try await showDaemon(client) }
      var isFirst = true
      try await EachJob.run(JobReference.ids(jobs, client)) { id in
        let job = try await client.job(id, full: true)
        if global.json { return try JSONOutput.write(job) }
        if !isFirst { try Console.line("") }
        isFirst = false
        // It may have gone meanwhile; then there is a page without it.
        let why = job.done || job.state == .running ? nil : try? await client.why(id)
        let others = await relatives(of: job, client)
        for line in JobPageText.lines(job, why: why, others: others, on: .current, at: .current) {
          try Console.line(line)
        }
      }
    }
  }

  /// Those that are there and may be looked at.
  private func relatives(of job: JobView, _ client: JobClient) async -> [Int64: JobView] {
    await withTaskGroup(of: JobView?.self) { group in
      for id in Set(JobTree.relatives(of: job)) { group.addTask { try? await client.job(id) } }
      var found: [Int64: JobView] = [:]
      for await relative in group { if let relative { found[relative.id] = relative } }
      return found
    }
  }

  private func showDaemon(_ client: JobClient) async throws {
    if global.json { return try JSONOutput.write(try await client.info()) }
    let overview = try await Overview.read(client)
    for line in StatusText.lines(overview, on: .current, at: .current) { try Console.line(line) }
  }
}
