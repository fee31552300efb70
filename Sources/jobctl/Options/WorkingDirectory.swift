// Where this process is.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The directory from which relative paths go.
enum WorkingDirectory {
  /// Its path; a failure if it has none any more.
  static func path() throws(CommandFailure) -> String {
    guard let path = getcwd(nil, 0) else {
      throw CommandFailure(
        .usage, "The directory you are in has been removed.", hint: "Go to another one, or give --cwd DIRECTORY.")
    }
    defer { free(path) }
    return String(cString: path)
  }
}
