// Who waits for room in a pipe is called once, and no more when it is forgotten.

import CLinux
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite(.timeLimit(.minutes(1))) struct PipeRoomTests {
  private struct Pipe {
    let reading: Int32
    let writing: Int32

    /// A full one.
    init() throws {
      var ends: [Int32] = [-1, -1]
      try #require(clinux_pipe(&ends) == 0)
      (reading, writing) = (ends[0], ends[1])
      try #require(fcntl(writing, F_SETFL, O_WRONLY | O_NONBLOCK) == 0)
      let bytes = [UInt8](repeating: 0, count: 1 << 20)
      try #require(clinux_write_quietly(writing, bytes, bytes.count) > 0)
      #expect(clinux_write_quietly(writing, bytes, 1) == -Int(EAGAIN))
    }

    func empty() {
      var bytes = [UInt8](repeating: 0, count: 1 << 20)
      _ = read(reading, &bytes, bytes.count)
    }
  }

  /// Returns once `room` has called; the pipe may be closed afterwards.
  private func waits(_ room: PipeRoom, _ pipe: Pipe, _ free: () -> Void) async throws {
    let calls = AsyncStream<Void>.makeStream()
    #expect(room.begin(pipe.writing) { calls.continuation.yield() } != nil)
    free()
    var iterator = calls.stream.makeAsyncIterator()
    await iterator.next()
  }

  @Test func roomAndALostReaderAreTold() async throws {
    let room = try #require(PipeRoom.shared)
    let pipe = try Pipe()
    try await waits(room, pipe) { pipe.empty() }
    let lost = try Pipe()
    try await waits(room, lost) { close(lost.reading) }
    var byte: UInt8 = 0
    #expect(clinux_write_quietly(lost.writing, &byte, 1) == -Int(EPIPE), "and this process lives on")
    for end in [pipe.reading, pipe.writing, lost.writing] { close(end) }
  }

  @Test func whoIsForgottenIsNotCalled() async throws {
    let room = try #require(PipeRoom.shared)
    let pipe = try Pipe()
    let forgotten = Noted(0)
    let token = try #require(room.begin(pipe.writing) { forgotten.change { $0 += 1 } })
    room.forget(token)
    // The same pipe may be watched again, and that one is called.
    try await waits(room, pipe) { pipe.empty() }
    #expect(forgotten.value == 0)
    for end in [pipe.reading, pipe.writing] { close(end) }
  }
}
