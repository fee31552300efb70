// `jobctl search`: jobs by a text, wherever it is shown of them.

import ArgumentParser
import JobClient
import JobWire

struct SearchCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Find jobs by a text.",
    discussion: """
      The text is looked for in names, commands as they are shown, values of tags, and names of batches and schedules, \
      whatever the case of letters; a number is also the id of a job. The newest come first.

        jobctl search backup
        jobctl search 'rsync /srv' -n 5
        jobctl search prod --all --format '{id} {name}'

      The search ends with the jobs that were asked for, or after some seconds, and says how far back it has looked. \
      `jobctl list --search` has other filters beside the text.
      """)

  @Argument(help: ArgumentHelp("What to look for.", valueName: "text"), transform: OptionReading.searched)
  var text: String

  @Option(
    name: [.customShort("n"), .long],
    help: ArgumentHelp("Show at most this many jobs. Default: 100.", valueName: "count"))
  var limit: Int?

  @Flag(help: "Look at all jobs, however many there are, and show all that are found.")
  var all = false

  @OptionGroup(title: "Form") var form: ListOutputOptions

  @OptionGroup var global: GlobalOptions

  /// How long it looks for more.
  private static let patience = Duration.seconds(5)

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
    if all, limit != nil { throw ValidationError("Give --all or --limit, not both.") }
    if global.json, form.csv || form.format != nil || form.columns != nil || form.sort != nil {
      throw ValidationError("--json is the daemon's answer; leave --csv, --format, --columns and --sort out.")
    }
  }

  func run() async throws {
    try await global.withClient { client in
      let found: SearchReply
      do {
        found = try await find(client)
      } catch let error as ClientError where error.isOfAnOlderDaemon {
        throw CommandFailure(.other, "This daemon is too old to search.", hint: "jobctl list --name '*TEXT*'")
      }
      if global.json {
        try JSONOutput.write(found)
      } else if !found.jobs.isEmpty || form.csv {
        try await JobListOutput(form: form).write(found.jobs, client)
      } else if found.nextCursor == nil {
        Console.note("No jobs match.")
      }
      if let note = Self.note(found) { Console.note(note) }
    }
  }

  /// As many jobs as are wanted, from as many pages as that takes.
  private func find(_ client: JobClient) async throws -> SearchReply {
    let end = ContinuousClock.now + Self.patience
    let wanted = all ? Int.max : limit ?? ListRequest.limitDefault
    var whole = SearchReply(jobs: [])
    var trail = PageTrail(client)
    repeat {
      let size = min(ListRequest.limitMax, wanted - whole.jobs.count)
      let page = try await client.search(SearchRequest(text, limit: size, cursor: whole.nextCursor))
      whole.jobs += page.jobs
      whole.lookedBackTo = page.lookedBackTo
      whole.nextCursor = try trail.next(page.nextCursor)
    } while whole.nextCursor != nil && whole.jobs.count < wanted && (all || ContinuousClock.now < end)
    return whole
  }

  /// What to say of a search that has ended early; nil if it has looked at all jobs.
  static func note(_ found: SearchReply) -> String? {
    guard found.nextCursor != nil else { return nil }
    let place = found.lookedBackTo.map { " at jobs submitted since \(Moment.zoned($0))" } ?? ""
    let isNone = found.jobs.isEmpty ? "nothing was found, but " : ""
    return "jobctl: \(isNone)only looked\(place); --all looks at all jobs"
  }
}
