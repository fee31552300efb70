// Output: all of it is written, however little is taken at a time, and an end that nobody reads is told apart.

import Foundation
import Glibc
import Testing

@testable import jobctl

@Suite struct ConsoleTests {
  private func pipe() -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    #expect(Glibc.pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  @Test(arguments: [0, O_NONBLOCK]) func allIsWrittenHoweverLittleIsTaken(_ flags: Int32) {
    let ends = pipe()
    #expect(fcntl(ends.writing, F_SETFL, flags) == 0)
    let text = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 255 ^ $0) }
    Thread {
      do throws(CommandFailure) { try Console.write(text, to: ends.writing) } catch { Issue.record("\(error)") }
      close(ends.writing)
    }.start()
    var read: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 10_000)
    while case let count = Glibc.read(ends.reading, &buffer, buffer.count), count > 0 { read += buffer[..<count] }
    #expect(read == text)
    close(ends.reading)
  }

  @Test func outputThatNobodyReadsIsClosed() {
    let ends = pipe()
    close(ends.reading)
    var (pipes, before) = (sigset_t(), sigset_t())
    sigemptyset(&pipes)
    sigaddset(&pipes, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &pipes, &before)
    #expect(throws: CommandFailure(.outputClosed)) { try Console.write([1], to: ends.writing) }
    var none = timespec()
    #expect(sigtimedwait(&pipes, nil, &none) == SIGPIPE)
    pthread_sigmask(SIG_SETMASK, &before, nil)
    close(ends.writing)
  }

  @Test func otherErrorsAreToldInWords() {
    #expect(throws: CommandFailure(.other, "Writing the output failed: Bad file descriptor.")) {
      try Console.write([1], to: -1)
    }
    #expect(throws: Never.self) { try Console.write([], to: -1) }
  }
}
