// The options that tie a job to others: what it waits for, what follows it, what it shares, and who is told of its end.

import ArgumentParser
import JobClient
import JobWire

/// Follow-ups, keys and callbacks of a job.
struct FlowOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Start after this job has ended; may be repeated.",
      discussion: """
        An id means its success; 7:failure and 7:any are the other ends, batch:3 is a whole batch. If it ends in any \
        other way, this job is skipped.
        """, valueName: "id[:on]"),
    transform: OptionReading.after)
  var after: [AfterSpec] = []

  @Option(
    help: ArgumentHelp(
      "A follow-up, submitted together with this job; may be repeated.",
      discussion: """
        A command line for /bin/sh, or a job as JSON ({…}, or @file). It runs after success; failure:CMD and any:CMD \
        are for the other ends.
        """, valueName: "[on:]job"))
  var then: [String] = []

  @Option(
    help: ArgumentHelp(
      "At most one unfinished job has this key.",
      discussion: """
        A second one is refused. With :return its answer is the first one; with :replace the first one is cancelled, \
        unless it has started. A key with a colon in it has its policy behind it.
        """, valueName: "key[:reject|return|replace]"),
    transform: OptionReading.unique)
  var unique: UniqueSpec?

  @Option(
    help: ArgumentHelp("Keep the key taken for this long after the end.", valueName: "duration"),
    transform: OptionReading.duration)
  var uniqueFor: WireDuration?

  @Option(
    name: [.customLong("max-per"), .customLong("limit")],
    help: ArgumentHelp(
      "At most this many running jobs share the key; the last number given for a key holds.", valueName: "key=count"),
    transform: OptionReading.limit)
  var limit: LimitSpec?

  @Option(help: ArgumentHelp("Take this many slots instead of one.", valueName: "count"))
  var slotsNeeded: Int?

  @Option(
    help: ArgumentHelp(
      "POST to this URL when the job has ended; success:URL and failure:URL only then; may be repeated.",
      valueName: "[on:]url"),
    transform: OptionReading.callback)
  var callback: [CallbackSpec] = []

  @OptionGroup var endCommands: EndCommandOptions

  func validate() throws {
    if uniqueFor != nil, unique == nil { throw ValidationError("--unique-for needs --unique.") }
    if let slotsNeeded, slotsNeeded < 1 { throw ValidationError("--slots-needed must be at least 1.") }
  }

  /// Whether nothing was given.
  var isEmpty: Bool {
    after.isEmpty && then.isEmpty && unique == nil && limit == nil && slotsNeeded == nil
      && callback.isEmpty && endCommands.callbacks.isEmpty
  }

  /// Fills in what was given.
  func fill(_ request: inout SubmitRequest) throws {
    if !after.isEmpty { request.after = after }
    if !then.isEmpty {
      request.then = try then.flatMap { try FollowUpText.read($0, cwd: request.cwd, umask: request.umask) }
    }
    request.unique = unique
    request.unique?.keptFor = uniqueFor
    request.limit = limit
    request.slotsNeeded = slotsNeeded
    let callbacks = callback + endCommands.callbacks
    if !callbacks.isEmpty { request.callbacks = callbacks }
  }
}
