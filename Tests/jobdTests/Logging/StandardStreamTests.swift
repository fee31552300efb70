// A standard stream: all of a text is written, however little the other end takes at a time.

import Foundation
import Glibc
import Testing

@testable import jobd

@Suite struct StandardStreamTests {
  private func pipe() -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    #expect(Glibc.pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  /// All that comes until the end.
  private func read(_ descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 10_000)
    while case let count = Glibc.read(descriptor, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
    return bytes
  }

  @Test(arguments: [0, O_NONBLOCK]) func allIsWrittenHoweverLittleIsTaken(_ flags: Int32) {
    let ends = pipe()
    // Who shares the stream may have made it non-blocking.
    #expect(fcntl(ends.writing, F_SETFL, flags) == 0)
    // More than the pipe holds.
    let text = (0..<500_000).map { UInt8(truncatingIfNeeded: $0 / 255 ^ $0) }
    Thread {
      StandardStream.write(text, to: ends.writing)
      close(ends.writing)
    }.start()
    #expect(read(ends.reading) == text)
    close(ends.reading)
  }

  @Test func nothingIsWrittenForNothing() {
    let ends = pipe()
    StandardStream.write([], to: ends.writing)
    close(ends.writing)
    #expect(read(ends.reading).isEmpty)
    close(ends.reading)
  }

  @Test func streamThatWentAwayIsNoReasonToStop() {
    let ends = pipe()
    close(ends.reading)
    // The daemon ignores the signal; a test must not change what its whole process does.
    var (pipes, before) = (sigset_t(), sigset_t())
    sigemptyset(&pipes)
    sigaddset(&pipes, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &pipes, &before)
    // Returns, which is all there is to see; so it does for a descriptor that is none.
    StandardStream.write([1, 2, 3], to: ends.writing)
    var none = timespec()
    #expect(sigtimedwait(&pipes, nil, &none) == SIGPIPE)
    pthread_sigmask(SIG_SETMASK, &before, nil)
    close(ends.writing)
    StandardStream.write([1], to: -1)
  }
}
