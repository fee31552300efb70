// An accept that fails for want of descriptors: the listener is not read until the pause is over.

import NIOCore
import NIOPosix
import Testing

@testable import HTTPFront

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct AcceptPauseTests {
  /// A listener with a pause, and the connections it has accepted.
  private func withListener(
    pause: TimeAmount, _ body: (any Channel, _ port: Int, _ accepted: Gauge) async throws -> Void
  ) async throws {
    let accepted = Gauge()
    let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(AcceptPause(pause: pause))
        }
      }
      .childChannelInitializer { channel in
        accepted.note()
        return channel.eventLoop.makeSucceededVoidFuture()
      }
      .bind(host: "127.0.0.1", port: 0).get()
    do {
      try await body(listener, try #require(listener.localAddress?.port), accepted)
    } catch {
      try await listener.close()
      throw error
    }
    try await listener.close()
  }

  /// Lets an accept fail; whether the listener is read afterwards.
  private func isRead(_ listener: any Channel, after code: CInt) async throws -> Bool? {
    try await listener.eventLoop.submit {
      listener.pipeline.syncOperations.fireErrorCaught(IOError(errnoCode: code, reason: "accept"))
      return try listener.syncOptions?.getOption(.autoRead)
    }.get()
  }

  @Test func listenerWithoutDescriptorsIsNotReadForAMoment() async throws {
    try await withListener(pause: .milliseconds(50)) { listener, port, accepted async throws in
      #expect(try await isRead(listener, after: EMFILE) == false)
      // The kernel holds it meanwhile.
      let client = try await RawClient.connect(port: port)
      #expect(try await eventually { accepted.count == 1 })
      #expect(try await listener.getOption(.autoRead).get())
      client.close()
    }
  }

  @Test func nothingIsAcceptedInThePause() async throws {
    try await withListener(pause: .hours(1)) { listener, port, accepted async throws in
      let first = try await RawClient.connect(port: port)
      #expect(try await eventually { accepted.count == 1 })
      for _ in 0..<2 { #expect(try await isRead(listener, after: ENFILE) == false) }
      let second = try await RawClient.connect(port: port)
      // Whatever the loop would do with it, it has done after these.
      for _ in 0..<10 { try await listener.eventLoop.submit {}.get() }
      #expect(accepted.count == 1)
      for client in [first, second] { client.close() }
    }
  }

  @Test func connectionThatWasGoneBeforeItWasAcceptedIsNoReasonToPause() async throws {
    try await withListener(pause: .hours(1)) { listener, _, _ async throws in
      #expect(try await isRead(listener, after: ECONNABORTED) == true)
    }
  }
}
