// The options of `jobctl edit` that say what a job runs from now on, and in what surroundings.

import ArgumentParser
import JobClient
import JobWire

/// Another command, directory, environment or input.
struct EditCommandOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Run this command line instead; for jobs submitted with --shell.", valueName: "command"))
  var shell: String?

  @Option(
    help: ArgumentHelp("The directory to run in, or none.", valueName: "directory"), completion: .directory,
    transform: { try PatchOption.read($0) { $0 } })
  var cwd: PatchOption<String>?

  @Option(
    help: ArgumentHelp(
      "Set a variable and leave the others; may be repeated. NAME alone takes the value that it has here.",
      valueName: "name=value"))
  var env: [String] = []

  @Option(help: ArgumentHelp("Take a variable away; may be repeated.", valueName: "name"))
  var unset: [String] = []

  @Option(
    help: ArgumentHelp("Feed this file to the job, or none; - is jobctl's own stdin.", valueName: "file"),
    completion: .file(), transform: { try PatchOption.read($0) { $0 } })
  var stdin: PatchOption<String>?

  @Flag(inversion: .prefixedNo, help: "Whether stderr goes into the log of stdout.")
  var mergeStderr: Bool?

  @Option(
    name: .customLong(CommandBehind.option), parsing: .remaining,
    help: ArgumentHelp("Run this program instead; all that follows is it. -- says the same.", valueName: "word"))
  var command: [String] = []

  /// Whether nothing is said.
  var isEmpty: Bool {
    shell == nil && cwd == nil && !changesEnvironment && stdin == nil && mergeStderr == nil && command.isEmpty
  }

  /// Whether it has to be known which variables a job has.
  var changesEnvironment: Bool { !env.isEmpty || !unset.isEmpty }

  func validate() throws {
    if shell != nil, !command.isEmpty { throw ValidationError("Give --shell or a command behind --, not both.") }
    let both = unset.first { name in env.contains { $0 == name || $0.hasPrefix(name + "=") } }
    if let both { throw ValidationError("--unset \(both) and --env \(both) contradict each other.") }
  }

  /// Adds what is the same for all jobs.
  func fill(_ patch: inout PatchRequest) throws {
    patch.argv = PatchField(command.isEmpty ? nil : command)
    patch.shell = PatchField(shell)
    patch.mergeStderr = PatchField(mergeStderr)
    switch cwd {
    case nil: break
    case .none?: patch.cwd = .null
    case .value(let path)?:
      patch.cwd = .value(path.hasPrefix("/") ? path : try WorkingDirectory.path() + "/" + path)
    }
    switch stdin {
    case nil: break
    case .none?: patch.stdin = .null
    case .value(let file)?: patch.feed(try InputFile.read(file))
    }
  }

  /// The variables that a job has then: those that are shown with a mask stay as they are stored.
  func environment(of id: Int64, _ client: JobClient) async throws -> [String: String] {
    let shown = try await client.job(id, full: true).spec?["env"]?.objectValue ?? []
    var variables = Dictionary(shown.map { ($0.name, $0.value.stringValue ?? "") }) { _, last in last }
    for name in unset {
      if variables.removeValue(forKey: name) == nil {
        throw CommandFailure(.usage, "Job \(id) has no variable \(name).")
      }
    }
    return variables.merging(try EnvironmentText.read(env)) { _, new in new }
  }
}

extension PatchRequest {
  /// Bytes for the command's stdin.
  fileprivate mutating func feed(_ bytes: [UInt8]) {
    if let text = String(validating: bytes, as: UTF8.self) {
      stdin = .value(text)
    } else {
      stdinBase64 = .value(Base64.encode(bytes))
    }
  }
}
