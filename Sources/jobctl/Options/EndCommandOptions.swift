// Commands that the daemon runs at the end of a job or a batch: the plain way to say "and then tell me".

import ArgumentParser
import JobWire

/// Callbacks that are commands.
struct EndCommandOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "When it has succeeded, run this command line with /bin/sh on the daemon's machine; may be repeated.",
      discussion: "The command has what has ended as JSON on stdin. It is no job: `--then` makes one.",
      valueName: "command"),
    transform: { try EndCommandOptions.command($0, on: .success) })
  var onSuccess: [CallbackSpec] = []

  @Option(
    help: ArgumentHelp(
      "The same, when it has ended in any other way: failed, cancelled, skipped.", valueName: "command"),
    transform: { try EndCommandOptions.command($0, on: .failure) })
  var onFailure: [CallbackSpec] = []

  @Option(
    help: ArgumentHelp("The same, however it has ended.", valueName: "command"),
    transform: { try EndCommandOptions.command($0, on: .any) })
  var onEnd: [CallbackSpec] = []

  /// Another word for --on-end.
  @Option(help: .hidden, transform: { try EndCommandOptions.command($0, on: .any) })
  var onDone: [CallbackSpec] = []

  /// All of them.
  var callbacks: [CallbackSpec] { onSuccess + onFailure + onEnd + onDone }

  private static func command(_ text: String, on outcome: WireCondition) throws -> CallbackSpec {
    if text.allSatisfy(\.isWhitespace) { throw ValidationError("it must be a command line") }
    try OptionReading.refuseOutcome(text)
    return CallbackSpec(argv: ["/bin/sh", "-c", text], on: outcome)
  }
}
