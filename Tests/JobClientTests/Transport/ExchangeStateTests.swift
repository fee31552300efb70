// An answer between its connection and its reader: in order, bounded, and over once.

import NIOCore
import NIOHTTP1
import Testing

@testable import JobClient

@Suite struct ExchangeStateTests {
  private static let head = ExchangeState.Part.head(HTTPResponseHead(version: .http1_1, status: .ok))

  private static func bytes(_ count: Int) -> ExchangeState.Part { .bytes(ByteBuffer(repeating: 1, count: count)) }

  /// The next part as text, and whether the connection is to be read on.
  private static func take(_ state: inout ExchangeState) async -> String {
    var isReadOn = false
    let next: ExchangeState.Next = await withCheckedContinuation { waiter in
      guard case .next(let next, let readsOn) = state.take(waiter) else {
        return waiter.resume(returning: .failure(.cancelled))
      }
      isReadOn = readsOn
      waiter.resume(returning: next)
    }
    return text(next) + (isReadOn ? ", read on" : "")
  }

  private static func wantsMore(_ state: inout ExchangeState) -> Bool { state.wantsMore() }

  private static func text(_ next: ExchangeState.Next) -> String {
    switch next {
    case .success(.head(let head)): "head \(head.status.code)"
    case .success(.bytes(let buffer)): "\(buffer.readableBytes) bytes"
    case .success(nil): "end"
    case .failure(let error): "\(error)"
    }
  }

  @Test func partsComeInOrderAndThenTheEnd() async {
    var state = ExchangeState()
    for part in [Self.head, Self.bytes(3), Self.bytes(4)] { _ = state.bring(part) }
    _ = state.finish(.success(()))
    #expect(state.isOver)
    for text in ["head 200", "3 bytes", "4 bytes", "end", "end"] { #expect(await Self.take(&state) == text) }
  }

  @Test func whoWaitsIsAnsweredWithWhatComes() async {
    var state = ExchangeState()
    let next: ExchangeState.Next = await withCheckedContinuation { waiter in
      guard case .waits = state.take(waiter) else { return waiter.resume(returning: .failure(.cancelled)) }
      state.bring(Self.bytes(5))?.resume(returning: .success(Self.bytes(5)))
    }
    #expect(Self.text(next) == "5 bytes")
    let end: ExchangeState.Next = await withCheckedContinuation { waiter in
      guard case .waits = state.take(waiter) else { return waiter.resume(returning: .failure(.cancelled)) }
      state.finish(.success(()))?.resume(returning: .success(nil))
    }
    #expect(Self.text(end) == "end")
  }

  @Test func slowReaderStopsTheConnectionUntilHalfIsTaken() async {
    var state = ExchangeState(heldBytesMax: 100)
    _ = state.bring(Self.bytes(60))
    #expect(Self.wantsMore(&state))
    _ = state.bring(Self.bytes(30))
    _ = state.bring(Self.bytes(20))
    #expect(!Self.wantsMore(&state))
    #expect(await Self.take(&state) == "60 bytes, read on", "50 of 100 are left")
    #expect(await Self.take(&state) == "30 bytes", "it is said once")
    #expect(Self.wantsMore(&state))
  }

  @Test func readerWhoWasNeverSlowIsNotWoken() async {
    var state = ExchangeState(heldBytesMax: 100)
    _ = state.bring(Self.bytes(60))
    #expect(await Self.take(&state) == "60 bytes")
  }

  @Test func whatCameBeforeTheEndIsStillTaken() async {
    var state = ExchangeState()
    _ = state.bring(Self.bytes(3))
    _ = state.finish(.failure(.answerTooLarge(bytesMax: 1)))
    // It is over.
    _ = state.bring(Self.bytes(4))
    _ = state.finish(.success(()))
    #expect(await Self.take(&state) == "3 bytes")
    #expect(await Self.take(&state) == "\(ClientError.answerTooLarge(bytesMax: 1))")
  }

  @Test func whatIsDroppedIsGone() async {
    var state = ExchangeState(heldBytesMax: 3)
    _ = state.bring(Self.bytes(3))
    _ = state.finish(.success(()))
    state.drop()
    #expect(await Self.take(&state) == "end")
    #expect(Self.wantsMore(&state))
  }
}
