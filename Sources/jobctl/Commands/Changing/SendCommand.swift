// `jobctl send`: input for a running command.

import ArgumentParser
import JobClient
import JobWire

struct SendCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "send",
    abstract: "Send input to the stdin of a running command.",
    discussion: """
      The job has to be submitted with --interactive. A text is sent as a line; what comes on stdin is sent byte for \
      byte, as it comes. As long as the command does not read, and its pipe is full, this waits.

        jobctl send 7 yes
        jobctl send 7 --close                 ends its stdin
        jobctl send 7 - --close < input.sql   all of a file, and the end
        tail -f access.log | jobctl send 7
      """)

  @Argument(
    help: ArgumentHelp("The job. \(JobReference.help)", valueName: "id"), completion: LiveWords.jobs.completion,
    transform: JobReference.read)
  var job: JobReference

  @Argument(help: "A line to send; - is what comes on jobctl's own stdin, and so is no text where that is a pipe.")
  var text: String?

  @Flag(name: [.customShort("n"), .long], help: "Send the text without a newline behind it.")
  var noNewline = false

  @Flag(help: "End the command's stdin behind what is sent.")
  var close = false

  @Option(help: "Send to this attempt and to no other. Default: the one that runs.")
  var attempt: Int?

  @OptionGroup var global: GlobalOptions

  var isBrief: Bool { !sendsStdin }

  /// Without a text, --close alone ends: a script's own stdin may be a pipe that nobody means.
  private var sendsStdin: Bool { text == "-" || text == nil && !close }

  func validate() throws {
    if noNewline, text == nil || text == "-" { throw ValidationError("--no-newline is for a text.") }
    if let attempt, attempt < 1 { throw ValidationError("--attempt counts from 1.") }
  }

  func run() async throws {
    let input = sendsStdin ? try liveInput() : nil
    try await global.withClient { client in
      let id = try await job.id(client)
      let sending = InputSending(client: client.bound(), id: id)
      let reply =
        if let input {
          try await sending.run(input, attempt: attempt, close: close)
        } else {
          try await sending.run(bytes, attempt: attempt, close: close)
        }
      if global.json { return try JSONOutput.write(reply) }
      let what = reply.accepted == 1 ? "1 byte" : "\(reply.accepted) bytes"
      Console.note(reply.closed ? "Sent \(what) to job \(id) and ended its stdin." : "Sent \(what) to job \(id).")
    }
  }

  private var bytes: [UInt8] { text.map { Array((noNewline ? $0 : $0 + "\n").utf8) } ?? [] }

  /// Opened before there are connections: a closed stdin's number would be one of theirs.
  private func liveInput() throws -> LiveInput {
    guard text == "-" || PipedInput.isPiped(0) else {
      throw ValidationError("Say what to send: a text, - for stdin, or --close.")
    }
    return try LiveInput.open()
  }
}
