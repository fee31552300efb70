// What a job runs, where it is no command: a shell line, a handler, nothing at all, or what stands in a file.

import ArgumentParser
import JobWire

/// The other ways to say what to run.
struct WorkOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Run this command line with /bin/sh.", valueName: "command"))
  var shell: String?

  @Option(help: ArgumentHelp("Run this handler of the daemon, such as noop or sleep.", valueName: "name"))
  var handler: String?

  @Option(help: ArgumentHelp("What the handler is given.", valueName: "json"))
  var payload: String?

  @Option(
    help: ArgumentHelp(
      "Where the handler's jobs run: async, thread, process, remote, or a pool's name.", valueName: "name"))
  var executor: String?

  @Flag(help: "Run nothing: the job ends by `jobctl complete` or `jobctl fail`, or its timeout.")
  var external = false

  @Option(
    help: ArgumentHelp(
      "Submit the job in this file (JSON), or the jobs (one a line, or as an array); - is stdin.", valueName: "file"),
    completion: .file())
  var file: String?

  func validate() throws {
    if payload != nil, handler == nil { throw ValidationError("--payload needs --handler.") }
    if executor != nil, handler == nil { throw ValidationError("--executor needs --handler.") }
  }

  /// How many of them were given.
  var count: Int { [shell, handler, file].compactMap(\.self).count + (external ? 1 : 0) }

  /// Fills in what was given.
  func fill(_ request: inout SubmitRequest) throws {
    request.shell = shell
    request.handler = handler
    request.executor = executor
    if external { request.external = true }
    request.payload = try payload.map { try OptionReading.json($0, of: "--payload") }
  }
}
