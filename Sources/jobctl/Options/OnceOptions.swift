// The options of a job that is submitted now, once. A schedule, which submits again and again, has none of them: the
// daemon refuses them there.

import ArgumentParser
import JobWire

/// Times of day, and what a single job joins.
struct OnceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Do not start before this time: 03:00, 'tomorrow 9:00', 'wed 22:30', +3h, '2026-11-23 08:00', or RFC 3339.",
      valueName: "time"),
    transform: OptionReading.time)
  var at: WireTime?

  @Flag(help: "Take an --at that has gone by: the job starts now.")
  var allowPast = false

  @Option(
    help: ArgumentHelp("Give up at this time: the job is not started any more, or is stopped.", valueName: "time"),
    transform: OptionReading.time)
  var deadline: WireTime?

  @Option(help: ArgumentHelp("Join this batch.", valueName: "id"), transform: OptionReading.batch)
  var batch: Int64?

  /// Whether nothing was given.
  var isEmpty: Bool { at == nil && deadline == nil && batch == nil }

  /// Refuses what contradicts the other options.
  func check(_ spec: SpecOptions) throws {
    if spec.delay != nil, at != nil { throw ValidationError("Give --delay or --at, not both.") }
    if allowPast, at == nil { throw ValidationError("--allow-past is for --at.") }
    if let at, !allowPast { try Self.refusePast(at, now: Moment.current) }
  }

  /// A time that has gone by is most likely another day than the one that was meant.
  static func refusePast(_ time: WireTime, now moment: Moment) throws {
    guard time <= moment.now else { return }
    throw ValidationError("--at \(moment.full(time)) has gone by; with --allow-past the job starts now.")
  }

  /// Fills in what was given.
  func fill(_ request: inout SubmitRequest) throws {
    request.runAt = at
    request.deadline = deadline
    request.batch = try batch ?? ScopeBatch.current()
  }
}
