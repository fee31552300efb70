// What holds for a whole batch, even if nobody waits for it: its limit in time, and who is told when it is done.

import ArgumentParser
import JobWire

/// Options of a new batch.
struct BatchLimitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Cancel jobs that have not ended after this time. Default: no limit.", valueName: "duration"),
    transform: OptionReading.timeLimit)
  var timeout: WireDuration?

  @Option(
    help: ArgumentHelp("Cancel jobs that have not ended at this time.", valueName: "time"),
    transform: OptionReading.time)
  var deadline: WireTime?

  @Option(
    help: ArgumentHelp(
      "Call this URL when the batch is done; success:URL and failure:URL only then; may be repeated.",
      valueName: "[on:]url"),
    transform: OptionReading.callback)
  var callback: [CallbackSpec] = []

  @OptionGroup var endCommands: EndCommandOptions

  /// Fills in what was given.
  func fill(_ request: inout BatchRequest) {
    request.timeout = timeout
    request.deadline = deadline
    let callbacks = callback + endCommands.callbacks
    if !callbacks.isEmpty { request.callbacks = callbacks }
  }
}
