// The options that say which jobs, for lists and for commands over many jobs.

import ArgumentParser
import JobWire

/// A filter as options.
struct FilterOptions: ParsableArguments {
  @OptionGroup var properties: JobPropertyOptions

  @Option(
    help: ArgumentHelp(
      "Only jobs submitted since this time (18:00 is the latest one that has passed), or this long ago, such as 1h.",
      valueName: "time"),
    transform: OptionReading.past)
  var since: WireTime?

  @Option(
    help: ArgumentHelp("Only jobs submitted before this time, or longer ago than this.", valueName: "time"),
    transform: OptionReading.past)
  var until: WireTime?

  /// The filter, or a usage error.
  func filter() throws -> JobFilterWire {
    var filter = try properties.filter()
    filter.since = since
    filter.until = until
    return filter
  }
}
