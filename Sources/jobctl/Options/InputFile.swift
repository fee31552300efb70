// Files named on the command line, with - for stdin.

import Foundation

/// Reads whole files, within what the daemon would take.
enum InputFile {
  /// The daemon refuses larger bodies; there is no use in reading on.
  private static let bytesMax = 64 << 20

  static func read(_ name: String) throws(CommandFailure) -> [UInt8] {
    let handle: FileHandle?
    if name == "-" {
      handle = .standardInput
    } else {
      handle = FileHandle(forReadingAtPath: name)
    }
    guard let handle else {
      throw CommandFailure(.usage, "The file \(name) cannot be read.", hint: "Check the name and its permissions.")
    }
    let bytes: [UInt8]
    do {
      bytes = Array(try handle.read(upToCount: bytesMax + 1) ?? Data())
    } catch {
      throw CommandFailure(.usage, "The file \(name) cannot be read.", hint: "Check that it is an ordinary file.")
    }
    if bytes.count > bytesMax {
      throw CommandFailure(
        .usage, "\(name) is larger than \(bytesMax) bytes.", hint: "Let the job read the file itself.")
    }
    return bytes
  }
}
