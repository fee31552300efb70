// A terminal without a screen: what a person would see is what a test reads, and what a person would press it writes.

import Foundation

/// The controlling side of a pseudo-terminal. `Program` reads from it and closes it.
struct PseudoTerminal: Sendable {
  let controller: Int32
  /// What a program opens to have it as its terminal.
  let path: String

  init() throws {
    controller = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (locked, number): (Int32, UInt32) = (0, 0)
    guard controller >= 0, ioctl(controller, Self.setsLock, &locked) == 0,
      ioctl(controller, Self.getsNumber, &number) == 0
    else { throw Unexpected("no terminal: \(String(cString: strerror(errno)))") }
    path = "/dev/pts/\(number)"
  }

  /// TIOCSPTLCK and TIOCGPTN, which the headers keep from Swift.
  private static let setsLock: UInt = 0x4004_5431
  private static let getsNumber: UInt = 0x8004_5430

  /// The key is pressed: the terminal sends SIGINT to what runs in it.
  func pressControlC() throws {
    var key: UInt8 = 3
    guard write(controller, &key, 1) == 1 else { throw Unexpected("nobody is at the terminal") }
  }
}
