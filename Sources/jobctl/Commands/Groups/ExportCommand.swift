// `jobctl export`: jobs as lines that `jobctl import` submits again, here or elsewhere.

import ArgumentParser
import JobClient
import JobWire

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write jobs as JSON, one a line, for `jobctl import`.",
    discussion: """
      Without filters, the jobs that have not ended. What the daemon masks (secret variables, input, parts of URLs) is \
      left out, and stderr names it for each job. So are the ids of jobs and batches, which mean nothing elsewhere: a job \
      that waits for others is exported held. As whom a job runs, if not as the daemon, stands in its line (run_as), and \
      `jobctl import` asks about it.

        jobctl export > jobs.ndjson
        jobctl export --failed --since 1d
        jobctl export --queue night | jobctl --url http://other:7878 import -
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup(title: "Filters") var filters: FilterOptions
  @OptionGroup(title: "Filters") var ends: EndOptions

  func run() async throws {
    var filter = try filters.filter()
    ends.narrow(&filter)
    if filter.isEmpty { _ = filter.add(state: "active") }
    let chosen = filter
    try await global.withClient { client in
      var request = ListRequest(filter: chosen, order: .oldest, limit: Self.pageSize)
      var trail = PageTrail(client)
      var lines = 0
      let users = QueueUsers(try await client.queues())
      repeat {
        let page = try await client.jobs(request)
        for job in try await Self.details(page.jobs.map(\.id), client) { try write(job, users, &lines) }
        request.cursor = try trail.next(page.nextCursor)
      } while request.cursor != nil
      if lines == 0 { try await KnownNames.check(chosen, client) }
      Console.note("\(lines) \(lines == 1 ? "job" : "jobs") exported.")
    }
  }

  /// Jobs that are held at a time, with all that was submitted.
  private static let pageSize = 50

  /// Those that are still there, in the order of `ids`.
  private static func details(_ ids: [Int64], _ client: JobClient) async throws -> [JobView] {
    let found = try await withThrowingTaskGroup(of: JobView?.self) { group in
      for id in ids {
        group.addTask {
          do throws(ClientError) {
            return try await client.job(id, full: true)
          } catch {
            if error.problem?.wireCode == .notFound { return nil }
            throw error
          }
        }
      }
      var found: [Int64: JobView] = [:]
      while let job = try await group.next() { if let job { found[job.id] = job } }
      return found
    }
    return ids.compactMap { found[$0] }
  }

  private func write(_ job: JobView, _ users: QueueUsers, _ lines: inout Int) throws {
    guard let spec = job.spec else { return }
    let exported = ExportedJob(spec, runAs: users.user(of: job))
    if let left = exported.spec {
      try JSONOutput.write(left)
      lines += 1
    }
    if let note = Self.note(job.id, exported) { Console.note(note) }
  }

  static func note(_ id: Int64, _ job: ExportedJob) -> String? {
    guard !job.left.isEmpty else { return nil }
    let fields = DisplayWidth.printable(job.left.joined(separator: ", "))
    if job.spec == nil { return "jobctl: job \(id) is not exported, as this is masked: \(fields)" }
    return "jobctl: job \(id) is exported without \(fields)" + (job.left.contains("after") ? "; it is held" : "")
  }
}
