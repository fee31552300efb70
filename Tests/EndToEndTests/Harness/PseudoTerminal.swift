// A terminal without a screen: what a person would see is what a test reads, and what a person would press it writes.

import Foundation

/// The controlling side of a pseudo-terminal. `Program` reads from it and closes it.
struct PseudoTerminal: Sendable {
  let controller: Int32
  /// What a program opens to have it as its terminal.
  let path: String
  /// The controlling side once more, to look at when `Program` has closed it.
  private let watched: Watched

  private final class Watched: Sendable {
    let descriptor: Int32

    init(_ controller: Int32) { descriptor = fcntl(controller, F_DUPFD_CLOEXEC, 0) }

    deinit { close(descriptor) }
  }

  init() throws {
    controller = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (locked, number): (Int32, UInt32) = (0, 0)
    guard controller >= 0, ioctl(controller, Self.setsLock, &locked) == 0,
      ioctl(controller, Self.getsNumber, &number) == 0
    else { throw Unexpected("no terminal: \(String(cString: strerror(errno)))") }
    path = "/dev/pts/\(number)"
    watched = Watched(controller)
  }

  /// TIOCSPTLCK and TIOCGPTN, which the headers keep from Swift.
  private static let setsLock: UInt = 0x4004_5431
  private static let getsNumber: UInt = 0x8004_5430

  /// The key is pressed: the terminal sends SIGINT to what runs in it.
  func pressControlC() throws { try type("\u{3}") }

  /// Keys are pressed.
  func type(_ keys: String) throws {
    var bytes = Array(keys.utf8)
    guard write(controller, &bytes, bytes.count) == bytes.count else { throw Unexpected("nobody is at the terminal") }
  }

  /// The window has another size.
  func resize(columns: UInt16, rows: UInt16) {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(controller, UInt(TIOCSWINSZ), &size)
  }

  /// Whether keys come line by line and are echoed, as a shell wants it.
  var isAsShellsWant: Bool {
    var settings = termios()
    let flags = tcflag_t(ICANON | ECHO | ISIG)
    return tcgetattr(watched.descriptor, &settings) == 0 && settings.c_lflag & flags == flags
  }
}
