// What is known about the terminal, if there is one: width, and whether colours are welcome.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A terminal on stdout or stderr.
struct Terminal: Sendable {
  /// Columns; nil when it is not a terminal: then lines are not cut.
  var width: Int?
  var hasColor: Bool
  /// On a screen, the column in which a table begins: each of its cells says where it stands, since the terminal may
  /// think otherwise of how wide a character is.
  var firstColumn: Int?

  /// The terminal of this process.
  static var current: Terminal { of(STDOUT_FILENO) }

  /// That on stderr.
  static var errors: Terminal { of(STDERR_FILENO) }

  /// The same for a line of progress that is written over again and again; as if there were none, where that is not
  /// wanted.
  static var progress: Terminal { mayRedraw ? errors : Terminal(width: nil, hasColor: false) }

  /// Whether a whole screen may be drawn.
  static var hasScreen: Bool { isatty(STDOUT_FILENO) == 1 && mayRedraw && !isDumb }

  /// Those who have a terminal read to them would hear all of what is drawn anew, and cannot be recognised.
  private static var mayRedraw: Bool {
    let isAccessible = getenv("ACCESSIBLE").map { $0.pointee != 0 } ?? false
    return !isAccessible && getenv("TERM").map { String(cString: $0) != "dumb" } ?? true
  }

  /// Whether a person sees stderr, so that progress is worth showing.
  static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

  /// Whether a person types what is read from stdin.
  static var isInput: Bool { isatty(STDIN_FILENO) == 1 }

  /// Whether a person can be asked and answer.
  static var canAsk: Bool { isInput && showsProgress }

  private static func of(_ descriptor: Int32) -> Terminal {
    guard isatty(descriptor) == 1 else { return Terminal(width: nil, hasColor: false) }
    return Terminal(width: columns(descriptor), hasColor: wantsColor && !isDumb)
  }

  /// Whether colours are welcome, wherever there are any.
  static var wantsColor: Bool { getenv("NO_COLOR").map { $0.pointee == 0 } ?? true }

  /// Whether it knows nothing but lines.
  private static var isDumb: Bool { getenv("TERM").map { String(cString: $0) == "dumb" } ?? true }

  private static func columns(_ descriptor: Int32) -> Int {
    var size = winsize()
    if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return getenv("COLUMNS").flatMap { Int(String(cString: $0)) } ?? 80
  }
}
