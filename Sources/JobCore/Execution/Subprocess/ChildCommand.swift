// The program and arguments of a child. posix_spawn knows neither umask nor nice, so a job that sets one is started
// by a small wrapper that ends in exec: the process stays the same.

import Glibc
import SystemPackage

/// A program to start.
struct ChildCommand: Hashable, Sendable {
  let argv: [String]
  /// The program of the job itself, when a wrapper is started in its place: it has to be looked for beforehand,
  /// because the wrapper's own failure would look like the job's exit code.
  let wrapped: String?

  init(_ work: Work, _ options: ProcessOptions) {
    let plain: [String] =
      switch work {
      case .exec(let argv): argv
      case .shell(let command): ["/bin/sh", "-c", command]
      case .handler, .http, .external: []
      }
    var argv = plain
    if let nice = options.nice { argv = ["/usr/bin/nice", "-n", "\(nice)", "--"] + argv }
    if let umask = options.umask {
      argv = ["/bin/sh", "-c", #"umask "$1"; shift; exec "$@""#, "sh", String(umask, radix: 8)] + argv
    }
    self.argv = argv
    wrapped = argv.count == plain.count ? nil : plain.first
  }

  /// Why `program` cannot be started from `directory` with this search path, or `nil` if it can.
  static func problem(_ program: String, searchPath: String?, directory: String?) -> Int32? {
    if isTooLong(program) { return ENAMETOOLONG }
    if isPath(program) {
      let path = program.hasPrefix("/") ? program : "\(directory ?? ".")/\(program)"
      if access(path, X_OK) != 0 { return errno }
      return isDirectory(path) ? EACCES : nil
    }
    var worst = ENOENT
    for path in Self.candidates(program, searchPath) {
      let isReachable = access(path, X_OK) == 0
      if isReachable && !isDirectory(path) { return nil }
      if isReachable || errno == EACCES { worst = EACCES }
    }
    return worst
  }

  /// The program to execute: a path as it is, a name in the first directory of the search path that has it. The library
  /// would start a process for each directory to find out.
  static func find(_ program: String, searchPath: String?) throws(Errno) -> String {
    if isTooLong(program) { throw .fileNameTooLong }
    if isPath(program) { return program }
    // Not relative to wherever the daemon is.
    let absolute = searchPath.map { $0.split(separator: ":").filter { $0.hasPrefix("/") }.joined(separator: ":") }
    if let number = problem(program, searchPath: absolute, directory: nil) { throw Errno(rawValue: number) }
    return path(of: program, searchPath: absolute)
  }

  /// No file can have so long a name. It is not looked for, and not given to libraries, whose time grows with its
  /// length.
  private static func isTooLong(_ program: String) -> Bool {
    program.utf8.count > (isPath(program) ? Limits.pathBytesMax : Limits.fileNameBytesMax)
  }

  private static func isPath(_ program: String) -> Bool {
    program.utf8.contains(UInt8(ascii: "/"))
  }

  /// The file that `program` stands for, if there is no problem with it.
  static func path(of program: String, searchPath: String?) -> String {
    if isPath(program) { return program }
    return candidates(program, searchPath).first { access($0, X_OK) == 0 && !isDirectory($0) } ?? program
  }

  private static func candidates(_ program: String, _ searchPath: String?) -> [String] {
    (searchPath ?? "/usr/bin:/bin").split(separator: ":").map { "\($0)/\(program)" }
  }

  /// access(2) grants the execution of a directory, execve(2) refuses it with EACCES.
  private static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
