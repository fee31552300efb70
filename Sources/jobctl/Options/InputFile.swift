// Files named on the command line, with - for stdin.

import JobClient

/// Reads whole files, within what the daemon would take.
enum InputFile {
  /// The daemon refuses larger bodies; there is no use in reading on.
  private static let bytesMax = 64 << 20
  private static let standardInput: Int32 = 0

  static func read(_ name: String) throws(CommandFailure) -> [UInt8] {
    do throws(FileBytes.Failure) {
      if name == "-" { return try FileBytes.read(from: standardInput, bytesMax: bytesMax) }
      return try FileBytes.read(name, bytesMax: bytesMax)
    } catch {
      throw failure(name, error)
    }
  }

  private static func failure(_ name: String, _ failure: FileBytes.Failure) -> CommandFailure {
    switch failure {
    case .unopened:
      CommandFailure(.usage, "The file \(name) cannot be read.", hint: "Check the name and its permissions.")
    case .unread:
      CommandFailure(.usage, "The file \(name) cannot be read.", hint: "Check that it is an ordinary file.")
    case .larger(let bytesMax):
      CommandFailure(
        .usage, "\(name == "-" ? "What comes on stdin" : name) is larger than \(bytesMax) bytes.",
        hint: "Let the job read the file itself.")
    }
  }
}
