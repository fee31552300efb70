// The options that say which jobs by what they are: what lists and events have in common.

import ArgumentParser
import JobWire

/// A filter by anything but times, as options.
struct JobPropertyOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "Only jobs in this state; may be repeated. Also: active, finished.",
    completion: .list(WireJobState.allCases.map(\.rawValue) + ["active", "finished"]))
  var state: [String] = []

  @Flag(help: "Only jobs that have failed, as --state failed.")
  var failed = false

  @Option(help: "Only jobs of this queue.", completion: LiveWords.queues.completion)
  var queue: String?

  @Option(
    help: "Only jobs of this kind: exec, shell, http, handler or external.",
    completion: .list(["exec", "shell", "http", "handler", "external"]))
  var kind: String?

  @Option(help: "Only jobs with this name; * and ? match anything.")
  var name: String?

  @Option(
    help: ArgumentHelp("Only jobs with this tag; may be repeated.", valueName: "key=value"),
    transform: OptionReading.pair)
  var tag: [OptionReading.Pair] = []

  @Option(help: ArgumentHelp("Only jobs of this batch.", valueName: "id"), transform: OptionReading.batch)
  var batch: Int64?

  @Option(help: ArgumentHelp("Only jobs that this schedule submitted.", valueName: "name"))
  var schedule: String?

  func validate() throws { _ = try filter() }

  /// The filter, or a usage error.
  func filter() throws -> JobFilterWire {
    var filter = JobFilterWire()
    for word in state where !filter.add(state: word) {
      throw ValidationError("'\(word)' is no state: --state \(WireJobState.expectation).")
    }
    if failed { _ = filter.add(state: WireJobState.failed.rawValue) }
    filter.queue = queue
    filter.kind = kind
    filter.name = name
    for pair in tag { filter.tags[pair.name] = pair.value }
    filter.batch = batch
    filter.schedule = schedule
    return filter
  }
}
