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

  @Option(
    help: ArgumentHelp("Only jobs that ended since this time, or less long ago than this.", valueName: "time"),
    transform: OptionReading.past)
  var finishedSince: WireTime?

  @Option(
    help: ArgumentHelp("Only jobs that ended before this time, or longer ago than this.", valueName: "time"),
    transform: OptionReading.past)
  var finishedUntil: WireTime?

  @Option(
    help: ArgumentHelp("Only jobs with so many attempts, such as 2, or '>1' for more.", valueName: "count"),
    transform: OptionReading.attempts)
  var attempts: WireAttempts?

  @Option(
    help: ArgumentHelp(
      "Only jobs with this text in their name, command or the value of a tag, or with this id.", valueName: "text"),
    transform: OptionReading.searched)
  var search: String?

  /// The filter, or a usage error.
  func filter() throws -> JobFilterWire {
    var filter = try properties.filter()
    filter.since = since
    filter.until = until
    filter.finishedSince = finishedSince
    filter.finishedUntil = finishedUntil
    filter.attempts = attempts
    filter.text = search
    return filter
  }
}
