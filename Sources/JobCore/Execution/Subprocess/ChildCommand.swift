// The program and arguments of a command, and where the program may be.

import Glibc
import SystemPackage

/// A program to start.
enum ChildCommand {
  /// The program and its arguments; nothing for what is no command.
  static func arguments(_ work: Work) -> [String] {
    switch work {
    case .exec(let argv): argv
    case .shell(let command): ["/bin/sh", "-c", command]
    case .handler, .http, .external: []
    }
  }

  /// Where `program` may be, at least one place: a path as it is, a name in every directory of the search path.
  static func places(_ program: String, searchPath: String?) throws(Errno) -> [String] {
    let isPath = program.utf8.contains(UInt8(ascii: "/"))
    // No file can have so long a name: it is not looked for.
    if program.utf8.count > (isPath ? Limits.pathBytesMax : Limits.fileNameBytesMax) { throw .fileNameTooLong }
    if isPath { return [program] }
    // What is not absolute would be looked for where the daemon is.
    let places = (searchPath ?? "/usr/bin:/bin").split(separator: ":").filter { $0.hasPrefix("/") }
    if places.isEmpty { throw .noSuchFileOrDirectory }
    return places.map { "\($0)/\(program)" }
  }
}
