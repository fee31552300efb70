// Tokens after a time in which nobody asked and nobody looked: what was known before it lets nobody in.

import Dispatch
import Foundation
import JobCore
import NIOCore
import TestSupport
import Testing

@testable import HTTPFront

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct TokenStoreQuietTests {
  private static let reader = "reader-token-0123456789"
  private static let writer = "writer-token-0123456789"
  private static let both = "\(reader) reader read\n\(writer) writer submit queues=a\n"

  private func quietStore(_ path: String) async throws -> TokenStore {
    // However slow the machine is.
    let store = TokenStore(path: path, interval: .milliseconds(1), lookWait: .seconds(60), logger: .silent)
    try await store.open()
    #expect(try await eventually { !store.isWatching })
    return store
  }

  /// Nobody asks, so nobody looks; and who asks then is not told what was so before.
  @Test func firstQuestionAfterAQuietTimeIsAnsweredByTheFileAsItIs() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/tokens"
      try writePrivate(Self.both, to: path)
      let store = try await quietStore(path)
      #expect(try store.identity(for: Self.reader[...])?.name == "token:reader")
      #expect(try await eventually { !store.isWatching })
      try writePrivate("\(Self.writer) writer submit queues=a\n", to: path)
      #expect(try store.identity(for: Self.reader[...]) == nil)
      #expect(try await eventually { !store.isWatching })
      unlink(path)
      #expect(store.standing(of: "token:writer") == .revoked)
    }
  }

  /// Also whoever comes while the first is still waiting.
  @Test func allWhoAskAfterAQuietTimeAreToldHowTheFileIs() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/tokens"
      try writePrivate(Self.both, to: path)
      let (looks, holds) = (Gauge(), Noted(false))
      // Safe: blocks the store's own thread alone, as the test wants, and is let go below.
      let gate = DispatchSemaphore(value: 0)
      let store = TokenStore(path: path, interval: .milliseconds(1), lookWait: .seconds(60), logger: .silent) {
        if holds.value {
          looks.note()
          gate.wait()
        }
        return TokenLook($0, after: $1)
      }
      try await store.open()
      #expect(try await eventually { !store.isWatching })
      try writePrivate("\(Self.writer) writer submit queues=a\n", to: path)
      holds.change { $0 = true }
      let answers = Noted<[Bool]>([])
      for _ in 0..<2 {
        Thread.detachNewThread {
          let name = Result { try store.identity(for: Self.reader[...])?.name }
          answers.change { $0.append((try? name.get()) != .some(nil)) }
        }
        #expect(try await eventually { looks.count >= 1 })
      }
      holds.change { $0 = false }
      gate.signal()
      #expect(try await eventually { answers.value.count == 2 })
      #expect(answers.value == [false, false], "no one is let in by what the file has no more")
    }
  }

  /// A store that has been quiet, and whose looks then are as `disk` has it.
  private func withSlowStore(
    patience: TimeAmount = .seconds(60), _ body: (TokenStore, _ path: String, SlowDisk) async throws -> Void
  ) async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/tokens"
      try writePrivate(Self.both, to: path)
      let disk = SlowDisk()
      let store = TokenStore(
        path: path, interval: .milliseconds(1), lookWait: .milliseconds(1), patience: patience, logger: .silent
      ) { disk.look($0, after: $1) }
      try await store.open()
      #expect(try await eventually { !store.isWatching })
      try await body(store, path, disk)
      disk.be(.quick)
    }
  }

  /// A token may have been taken back since somebody looked, however slow the disk is that says so.
  @Test(arguments: [SlowDisk.Way.hanging, .failing])
  func nobodyIsLetInByWhatWasKnownBeforeAQuietTime(_ way: SlowDisk.Way) async throws {
    try await withSlowStore { store, path, disk in
      try writePrivate("\(Self.writer) writer submit queues=a\n", to: path)
      disk.be(way)
      for token in [Self.reader, Self.writer] {
        let fault = #expect(throws: HTTPFault.self) { try store.identity(for: token[...]) }
        guard case .tokensUnknown = fault else { throw Unexpected(what: "\(String(describing: fault))") }
        #expect(store.hasKnown(token[...]))
      }
      #expect(!store.hasKnown("stranger-token-0123456789"))
      #expect(store.standing(of: "token:reader") == .unknown && store.standing(of: "uid:7") == .unchanged)
      async let caughtUp = store.catchUp()
      disk.be(.quick)
      #expect(await caughtUp)
      #expect(try store.identity(for: Self.reader[...]) == nil)
      #expect(try store.identity(for: Self.writer[...])?.name == "token:writer")
      #expect(store.standing(of: "token:reader") == .revoked)
    }
  }

  @Test func whoWaitsForALookDoesNotWaitForEver() async throws {
    try await withSlowStore(patience: .milliseconds(20)) { store, _, disk in
      disk.be(.hanging)
      #expect(await !store.catchUp())
    }
  }

  /// What a token has let in goes on without asking for anything.
  @Test func whatGoesOnIsEndedThoughNobodyAsks() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/tokens"
      try writePrivate(Self.both, to: path)
      let store = try await quietStore(path)
      let grant = try #require(try store.identity(for: Self.reader[...])?.grant)
      #expect(try await eventually { !store.isWatching })
      async let ended: Void = grant.ended()
      #expect(try await eventually { grant.isHeld })
      store.keepLooking()
      #expect(grant.isValid && store.isWatching)
      unlink(path)
      await ended
      #expect(!grant.isValid)
      #expect(try await eventually { !store.isWatching })
    }
  }
}
