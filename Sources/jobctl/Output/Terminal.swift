// What is known about the terminal, if there is one: width, and whether colours are welcome.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The terminal on stdout.
struct Terminal: Sendable {
  /// Columns; nil when stdout is no terminal and lines may be as long as they are.
  var width: Int?
  var hasColor: Bool

  /// The terminal of this process.
  static var current: Terminal {
    guard isatty(STDOUT_FILENO) == 1 else { return Terminal(width: nil, hasColor: false) }
    let noColor = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
    let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? true
    return Terminal(width: columns(), hasColor: !noColor && !isDumb)
  }

  /// Whether a person sees stderr, so that progress is worth showing.
  static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

  private static func columns() -> Int {
    var size = winsize()
    if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return getenv("COLUMNS").flatMap { Int(String(cString: $0)) } ?? 80
  }
}
