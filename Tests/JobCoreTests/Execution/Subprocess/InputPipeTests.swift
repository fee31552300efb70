// The pipe of an interactive command, with this test as the one who reads.

import Dispatch
import Glibc
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import JobCore

@Suite(.timeLimit(.minutes(1))) struct InputPipeTests {
  /// Longer than any test.
  private static let long: Int64 = 600_000_000

  /// The other end, as a child has it.
  private final class Reader: Sendable {
    private let descriptor: Int32
    private let isClosed = Atomic(false)
    private let queue = DispatchQueue(label: "reader")

    init(_ pipe: InputPipe) throws {
      descriptor = fcntl(pipe.reading.rawValue, F_DUPFD_CLOEXEC, 3)
      try #require(descriptor >= 0)
      pipe.started()
    }

    deinit { close() }

    /// Once: closed twice, it would be another test's by then.
    func close() {
      if !isClosed.exchange(true, ordering: .relaxed) { Glibc.close(descriptor) }
    }

    /// So many bytes, or fewer if that is the end.
    func read(_ count: Int) async -> [UInt8] {
      await withCheckedContinuation { continuation in
        queue.async { [descriptor] in
          var bytes: [UInt8] = []
          var piece = [UInt8](repeating: 0, count: 4_096)
          while bytes.count < count {
            let got = Glibc.read(descriptor, &piece, min(piece.count, count - bytes.count))
            if got <= 0 { break }
            bytes += piece[..<got]
          }
          continuation.resume(returning: bytes)
        }
      }
    }
  }

  private func bytes(_ text: String, _ count: Int = 1) -> [UInt8] {
    Array(String(repeating: text, count: count).utf8)
  }

  /// What a pipe takes that nobody reads.
  private func fill(_ pipe: InputPipe) async throws -> Int {
    guard case .accepted(let count, isClosed: false) = await pipe.send(bytes("x", 1 << 20), isLast: false, within: 0)
    else { throw Unexpected(what: "a new pipe takes nothing") }
    return count
  }

  @Test func whatIsGivenComesFirstAndTheEndBehindTheLast() async throws {
    let pipe = try InputPipe(first: bytes("first "))
    let reader = try Reader(pipe)
    #expect(await pipe.send(bytes("a "), isLast: false, within: Self.long) == .accepted(2, isClosed: false))
    #expect(await pipe.send(bytes("b"), isLast: true, within: Self.long) == .accepted(1, isClosed: true))
    #expect(await reader.read(100) == bytes("first a b"))
    #expect(await pipe.send(bytes("c"), isLast: false, within: Self.long) == .refused(.ended))
    #expect(await pipe.send([], isLast: true, within: Self.long) == .accepted(0, isClosed: true), "it is as asked for")
    pipe.close()
  }

  @Test func fullPipeTakesWhatThereIsRoomFor() async throws {
    let pipe = try InputPipe(first: nil)
    let reader = try Reader(pipe)
    let count = try await fill(pipe)
    #expect(count >= Int(PIPE_BUF) && count < 1 << 20)
    #expect(await pipe.send(bytes("y", Int(PIPE_BUF)), isLast: true, within: 1) == .accepted(0, isClosed: false))
    #expect(await reader.read(count) == bytes("x", count))
    #expect(await pipe.send(bytes("z"), isLast: true, within: Self.long) == .accepted(1, isClosed: true))
    #expect(await reader.read(10) == bytes("z"), "what was not taken is not there")
    pipe.close()
  }

  @Test func senderWaitsForRoom() async throws {
    let pipe = try InputPipe(first: bytes("f", 300_000))
    let reader = try Reader(pipe)
    async let sent = pipe.send(bytes("s", 300_000), isLast: true, within: Self.long)
    #expect(await reader.read(1_000_000) == bytes("f", 300_000) + bytes("s", 300_000))
    #expect(await sent == .accepted(300_000, isClosed: true))
    pipe.close()
  }

  @Test func nobodysBytesComeInBetween() async throws {
    let pipe = try InputPipe(first: nil)
    let reader = try Reader(pipe)
    let letters = ["a", "b", "c"]
    let read = await withTaskGroup(of: Void.self) { group in
      for letter in letters {
        group.addTask { _ = await pipe.send(bytes(letter, 200_000), isLast: false, within: Self.long) }
      }
      return await reader.read(600_000)
    }
    var runs: [UInt8] = []
    for byte in read where byte != runs.last { runs.append(byte) }
    #expect(read.count == 600_000 && runs.sorted() == bytes("abc"))
    pipe.close()
  }

  @Test func readerThatLeavesIsHeardOf() async throws {
    let pipe = try InputPipe(first: nil)
    let reader = try Reader(pipe)
    let count = try await fill(pipe)
    // Of this one nothing has been taken, of the one behind it neither.
    async let first = pipe.send(bytes("y"), isLast: false, within: Self.long)
    async let second = pipe.send(bytes("z"), isLast: true, within: Self.long)
    #expect(await reader.read(1) == bytes("x"))
    reader.close()
    #expect(await first == .refused(.closedByCommand(acceptedBytes: 0)), "\(count)")
    #expect(await second == .refused(.closedByCommand(acceptedBytes: 0)))
    #expect(await pipe.send([1], isLast: false, within: Self.long) == .refused(.closedByCommand(acceptedBytes: 0)))
    pipe.close()
  }

  @Test func endOfTheAttemptSaysHowMuchWasTaken() async throws {
    let pipe = try InputPipe(first: nil)
    let reader = try Reader(pipe)
    async let sent = pipe.send(bytes("x", 1 << 20), isLast: false, within: Self.long)
    let read = await reader.read(100)
    pipe.close()
    guard case .refused(.over(let count)) = await sent else { throw Unexpected(what: "it was not refused") }
    #expect(read.count == 100 && count >= 100)
    #expect(await pipe.send([1], isLast: false, within: Self.long) == .refused(.over(acceptedBytes: 0)))
  }

  @Test func senderThatLeavesLetsTheNextOneHaveItsTurn() async throws {
    let pipe = try InputPipe(first: nil)
    let reader = try Reader(pipe)
    let count = try await fill(pipe)
    let left = await withTaskGroup(of: InputAnswer.self) { group in
      group.addTask { await pipe.send(bytes("y", 1 << 20), isLast: false, within: Self.long) }
      group.cancelAll()
      return await group.next()
    }
    #expect(left == .accepted(0, isClosed: false))
    async let next = pipe.send(bytes("z"), isLast: true, within: Self.long)
    #expect(await reader.read(1 << 20) == bytes("x", count) + bytes("z"))
    #expect(await next == .accepted(1, isClosed: true))
    pipe.close()
  }

  @Test func onlySoManyWaitAtOnce() async throws {
    let full = try InputPipe(first: nil)
    let held = try Reader(full)
    _ = try await fill(full)
    let answers = await withTaskGroup(of: InputAnswer.self) { group in
      for _ in 0...Limits.inputSendersMax {
        group.addTask { await full.send(bytes("y"), isLast: false, within: Self.long) }
      }
      let first = await group.next()
      full.close()
      var others: [InputAnswer] = []
      for await answer in group { others.append(answer) }
      return (first, others)
    }
    #expect(answers.0 == .refused(.crowded), "all the others wait")
    #expect(answers.1 == Array(repeating: .refused(.over(acceptedBytes: 0)), count: Limits.inputSendersMax))
    held.close()
  }
}
