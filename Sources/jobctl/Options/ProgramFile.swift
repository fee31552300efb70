// Whether a word names a program here.

import JobClient

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Looks for programs as execvp(3) does.
enum ProgramFile {
  static func isThere(_ name: String, path: String? = EnvironmentVariable.value("PATH")) -> Bool {
    if name.contains("/") { return access(name, F_OK) == 0 }
    return (path ?? "").split(separator: ":").contains { access("\($0)/\(name)", F_OK) == 0 }
  }
}
