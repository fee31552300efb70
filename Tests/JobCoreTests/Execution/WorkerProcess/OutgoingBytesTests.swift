// Messages on their way into a pipe: whole, in order, and as far as the pipe takes them.

import Glibc
import Testing

@testable import JobCore

@Suite struct OutgoingBytesTests {
  /// A pipe whose end to write does not block.
  private final class Pipe {
    let reading: Int32
    let writing: Int32
    private var isOpen = true

    init() {
      var ends: [Int32] = [-1, -1]
      #expect(pipe(&ends) == 0)
      (reading, writing) = (ends[0], ends[1])
      #expect(fcntl(writing, F_SETFL, O_NONBLOCK) == 0)
    }

    func read(_ count: Int) -> [UInt8] {
      var buffer = [UInt8](repeating: 0, count: count)
      let got = Glibc.read(reading, &buffer, count)
      return Array(buffer.prefix(max(0, got)))
    }

    func closeReading() {
      if isOpen { close(reading) }
      isOpen = false
    }

    deinit {
      closeReading()
      close(writing)
    }
  }

  @Test func messagesAreWrittenInTheirOrder() throws {
    let pipe = Pipe()
    var outgoing = OutgoingBytes()
    #expect(outgoing.isEmpty && outgoing.appendedBytes == 0)
    for line in ["one\n", "two\n"] { outgoing.append(Array(line.utf8)) }
    #expect(!outgoing.isEmpty && outgoing.appendedBytes == 8)
    try outgoing.write(to: pipe.writing)
    #expect(outgoing.isEmpty && pipe.read(100) == Array("one\ntwo\n".utf8))
    try outgoing.write(to: pipe.writing)
    #expect(outgoing.appendedBytes == 8)
  }

  @Test func whatThePipeDoesNotTakeComesLater() throws {
    let pipe = Pipe()
    var outgoing = OutgoingBytes()
    let sent = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 256 ^ $0) }
    outgoing.append(Array(sent[..<200_000]))
    outgoing.append(Array(sent[200_000...]))
    var read: [UInt8] = []
    while read.count < sent.count {
      try outgoing.write(to: pipe.writing)
      read += pipe.read(10_000)
    }
    #expect(read == sent && outgoing.isEmpty)
  }

  @Test func whatHasBeenReadIsKnown() throws {
    let pipe = Pipe()
    var outgoing = OutgoingBytes()
    #expect(outgoing.readBytes(pipe.writing) == 0)
    outgoing.append(Array("0123456789".utf8))
    try outgoing.write(to: pipe.writing)
    #expect(outgoing.readBytes(pipe.writing) == 0, "it is still in the pipe")
    _ = pipe.read(4)
    #expect(outgoing.readBytes(pipe.writing) == 4)
    // What has not been written cannot have been read.
    outgoing.append(Array("more".utf8))
    _ = pipe.read(100)
    #expect(outgoing.readBytes(pipe.writing) == 10 && outgoing.appendedBytes == 14)
  }

  @Test func pipeThatNobodyReadsIsClosedAndNothingIsKeptForIt() {
    let pipe = Pipe()
    var outgoing = OutgoingBytes()
    outgoing.append(Array("lost".utf8))
    pipe.closeReading()
    // As on the loop of the workers: a signal would be for the whole program.
    var (pipes, before) = (sigset_t(), sigset_t())
    sigemptyset(&pipes)
    sigaddset(&pipes, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &pipes, &before)
    #expect(throws: OutgoingBytes.Closed.self) { try outgoing.write(to: pipe.writing) }
    #expect(outgoing.isEmpty)
    var none = timespec()
    #expect(sigtimedwait(&pipes, nil, &none) == SIGPIPE)
    pthread_sigmask(SIG_SETMASK, &before, nil)
  }
}
