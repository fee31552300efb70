// The options that say which jobs are edited. `--queue`, `--name` and `--tag` of an edit say what the jobs are given, so
// those that say what they are have names of their own.

import ArgumentParser
import JobWire

/// A filter as options beside those of an edit.
struct EditFilterOptions: ParsableArguments {
  @Option(
    help: "Jobs in this state; may be repeated. Also: active.",
    completion: .list(WireJobState.allCases.filter { !$0.isTerminal }.map(\.rawValue) + ["active"]))
  var state: [String] = []

  @Option(help: ArgumentHelp("Jobs of this queue.", valueName: "queue"), completion: LiveWords.queues.completion)
  var inQueue: String?

  @Option(help: ArgumentHelp("Jobs with this name; * and ? match anything.", valueName: "name"))
  var named: String?

  @Option(
    help: ArgumentHelp("Jobs with this tag; may be repeated.", valueName: "key=value"), transform: OptionReading.pair)
  var tagged: [OptionReading.Pair] = []

  @Option(
    help: "Jobs of this kind: exec, shell, http, handler or external.",
    completion: .list(["exec", "shell", "http", "handler", "external"]))
  var kind: String?

  @Option(help: ArgumentHelp("Jobs of this batch.", valueName: "id"), transform: OptionReading.batch)
  var batch: Int64?

  @Option(
    help: ArgumentHelp("Jobs that this schedule submitted.", valueName: "name"),
    completion: LiveWords.schedules.completion)
  var schedule: String?

  @Option(
    help: ArgumentHelp("Jobs submitted since this time, or this long ago, such as 1h.", valueName: "time"),
    transform: OptionReading.past)
  var since: WireTime?

  @Option(
    help: ArgumentHelp("Jobs submitted before this time, or longer ago than this.", valueName: "time"),
    transform: OptionReading.past)
  var until: WireTime?

  func validate() throws { _ = try filter() }

  /// The filter, or a usage error.
  func filter() throws -> JobFilterWire {
    var filter = JobFilterWire()
    for word in state where !filter.add(state: word) {
      throw ValidationError("'\(word)' is no state: --state \(WireJobState.expectation).")
    }
    filter.queue = inQueue
    filter.name = named
    for pair in tagged { filter.tags[pair.name] = pair.value }
    filter.kind = kind
    filter.batch = batch
    filter.schedule = schedule
    filter.since = since
    filter.until = until
    return filter
  }
}
