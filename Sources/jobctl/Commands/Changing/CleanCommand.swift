// `jobctl clean`: takes away what has ended, by when it ended and how.

import ArgumentParser
import JobClient
import JobWire

struct CleanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Remove finished jobs and their output, by age and state.",
    discussion: """
      Finished jobs are removed by themselves when the time for which they are kept is over; this removes them now. \
      Jobs that an unfinished job still needs stay.

        jobctl clean                                all finished jobs
        jobctl clean --older 7d --state succeeded
        jobctl clean --failed --dry-run
      """)

  @Option(
    help: ArgumentHelp("Only jobs that ended longer ago than this.", valueName: "duration"),
    transform: OptionReading.duration)
  var older: WireDuration?

  @OptionGroup(title: "Filters") var filters: JobPropertyOptions
  @OptionGroup(title: "Filters") var ends: EndOptions

  @Flag(help: "Only say which jobs it would be.")
  var dryRun = false

  @OptionGroup var global: GlobalOptions

  func validate() throws { _ = try filter() }

  /// Of what has ended; other states are refused, and not left out in silence.
  func filter() throws -> JobFilterWire {
    var filter = try filters.filter()
    ends.narrow(&filter)
    if filter.states == nil { _ = filter.add(state: "finished") }
    if let state = filter.states?.first(where: { !$0.isTerminal }) {
      throw ValidationError("'\(state.rawValue)' is no end of a job; `jobctl cancel` ends jobs.")
    }
    return filter
  }

  func run() async throws {
    let filter = try filter()
    try await global.withClient { client in
      let cleaning = Cleaning(client: client, isDry: dryRun, showsIDs: dryRun && !global.json)
      let done: Cleaning.Done
      if let older {
        done = try await cleaning.run(filter, endedBefore: WireTime(micros: Moment.current.now.micros - older.micros))
      } else {
        done = try await cleaning.run(filter)
      }
      if done.count + done.kept + done.gone == 0 { try await KnownNames.check(filter, client) }
      if global.json { try JSONOutput.write(BulkReply(count: done.count, ids: dryRun ? done.ids : nil)) }
      for line in Self.report(done, isDry: dryRun) where !global.json { Console.note(line) }
    }
  }

  static func report(_ done: Cleaning.Done, isDry: Bool) -> [String] {
    let jobs = "\(done.count) \(done.count == 1 ? "job" : "jobs")"
    if isDry {
      let which = done.named < done.count ? ", of which the first \(done.named) are named" : ""
      return ["\(jobs) would be removed\(which); nothing was changed."]
    }
    var lines = ["\(jobs) removed."]
    if done.kept > 0 {
      let stay = done.kept == 1 ? "stays: another job still needs it" : "stay: other jobs still need them"
      lines.append("\(done.kept) \(stay), or \(done.kept == 1 ? "it was" : "they were") retried meanwhile.")
    }
    if done.gone > 0 { lines.append("\(done.gone) \(done.gone == 1 ? "was" : "were") not there any more.") }
    return lines
  }
}
