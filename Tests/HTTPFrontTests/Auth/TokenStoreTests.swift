// The tokens in force: what the file says, and nothing that it does not say any more.

import Dispatch
import Foundation
import JobCore
import Logging
import NIOCore
import TestSupport
import Testing

@testable import HTTPFront

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct TokenStoreTests {
  private static let reader = "reader-token-0123456789"
  private static let writer = "writer-token-0123456789"
  private static let both = "\(reader) reader read\n\(writer) writer submit queues=a\n"

  /// A store that looks at its file when it is told to, and what it has logged.
  private func withStore(
    _ text: String = both, _ body: (TokenStore, _ path: String, Noted<[NotedLine]>) async throws -> Void
  ) async throws {
    try await withTemporaryDirectory { directory in
      let lines = Noted<[NotedLine]>([])
      let path = "\(directory)/tokens"
      try writePrivate(text, to: path)
      let logger = Logger(label: "test") { _ in NotingLogHandler(lines: lines) }
      let store = TokenStore(path: path, interval: .hours(1), logger: logger)
      try await store.open()
      try await body(store, path, lines)
    }
  }

  private func name(_ token: String, in store: TokenStore) throws -> String? {
    store.lookAgain()
    return try store.identity(for: token[...])?.name
  }

  private func standing(_ submitter: String, in store: TokenStore) -> SubmitterStanding {
    store.lookAgain()
    return store.standing(of: submitter)
  }

  @Test func removedFileRevokesAllTokens() async throws {
    try await withStore { store, path, lines in
      #expect(try name(Self.reader, in: store) == "token:reader" && store.health.isGood)
      unlink(path)
      #expect(try name(Self.reader, in: store) == nil)
      #expect(try name(Self.writer, in: store) == nil)
      #expect(store.health.file == .missing)
      #expect(lines.value.contains { $0.level == .error })
      try writePrivate(Self.both, to: path)
      #expect(try name(Self.reader, in: store) == "token:reader" && store.health.isGood)
      #expect(lines.value.last?.level == .notice)
    }
  }

  @Test(arguments: ["directory", "mode", "fifo", "size"])
  func fileThatCannotBeReliedOnRevokesAllTokens(_ what: String) async throws {
    try await withStore { store, path, _ in
      #expect(try name(Self.reader, in: store) != nil)
      switch what {
      case "directory":
        unlink(path)
        mkdir(path, 0o700)
      case "fifo":
        unlink(path)
        mkfifo(path, 0o600)
      case "mode": chmod(path, 0o644)
      default: try writePrivate(Self.both + String(repeating: "#", count: TokenFileReader.bytesMax), to: path)
      }
      #expect(try name(Self.reader, in: store) == nil)
      #expect(store.health.file == .unusable)
    }
  }

  @Test func faultDisablesItsLineOnlyAndIsLoggedWithoutTheToken() async throws {
    try await withStore { store, path, lines in
      try writePrivate("\(Self.reader) reader fly\n\(Self.writer) writer submit\nabc\n", to: path)
      #expect(try name(Self.reader, in: store) == nil)
      #expect(try name(Self.writer, in: store) == "token:writer")
      #expect(store.health.faultyLines == [1, 3] && store.health.faultCount == 2 && store.health.file == .usable)
      let faults = lines.value.filter { $0.level == .error }
      #expect(faults.map { $0.metadata["line"] } == ["1", "3"])
      #expect(faults.map { $0.metadata["name"] } == ["reader", nil])
      #expect(!"\(lines.value)".contains("-token-"))
      let count = lines.value.count
      store.lookAgain()
      #expect(lines.value.count == count, "said once")
    }
  }

  /// Whoever was let in by a line that is gone, or says something else, is out; the others stay.
  @Test func changedLineEndsItsGrantAndNoOther() async throws {
    try await withStore { store, path, _ in
      let reader = try #require(try store.identity(for: Self.reader[...])?.grant)
      let writer = try #require(try store.identity(for: Self.writer[...])?.grant)
      try writePrivate("# new\n" + Self.both, to: path)
      store.lookAgain()
      #expect(try store.identity(for: Self.reader[...])?.grant == reader && reader.isValid && writer.isValid)
      try writePrivate("\(Self.reader) reader read\n\(Self.writer) writer submit queues=a,b\n", to: path)
      store.lookAgain()
      #expect(try store.identity(for: Self.writer[...])?.grant?.isValid == true)
      #expect(!writer.isValid && reader.isValid)
      unlink(path)
      store.lookAgain()
      #expect(!reader.isValid)
    }
  }

  @Test func standingOfASubmitterIsThatOfItsNameNow() async throws {
    try await withStore { store, path, _ in
      #expect(store.standing(of: "uid:1000") == .unchanged && store.standing(of: "job:7") == .unchanged)
      #expect(standing("token:writer", in: store) == .limited(RealmLimits(queues: ["a"])))
      #expect(store.standing(of: "token:nobody") == .revoked)
      #expect(store.standing(of: "token:reader") == .revoked, "it may submit nothing")
      // Another token with the same name and rights takes its place.
      try writePrivate("another-token-0123456789 writer submit queues=a\n", to: path)
      #expect(standing("token:writer", in: store) == .limited(RealmLimits(queues: ["a"])))
      try writePrivate("another-token-0123456789 writer admin\n", to: path)
      #expect(standing("token:writer", in: store) == .unchanged)
      try writePrivate("another-token-0123456789 writer admin run_as=ann\n", to: path)
      #expect(standing("token:writer", in: store) == .limited(RealmLimits(), runAs: "ann"))
      unlink(path)
      #expect(standing("token:writer", in: store) == .revoked)
    }
  }

  @Test func fileThatNobodyCouldUseIsRefusedAtTheStart() async throws {
    try await withStore { _, path, _ async throws in
      chmod(path, 0o644)
      let store = TokenStore(path: path, logger: .silent)
      await #expect(throws: TokenFileError.tooOpen(path: path, mode: 0o644)) { try await store.open() }
      // Also if somebody has asked before.
      let asked = TokenStore(path: path, logger: .silent)
      #expect(try await eventually { asked.standing(of: "token:reader") == .revoked })
      await #expect(throws: TokenFileError.tooOpen(path: path, mode: 0o644)) { try await asked.open() }
    }
  }

  // MARK: Looks that cannot be made

  /// A store whose looks fail as long as `failing` says so.
  private func store(_ path: String, _ lines: Noted<[NotedLine]>, failing: Noted<Bool>) -> TokenStore {
    let logger = Logger(label: "test") { _ in NotingLogHandler(lines: lines) }
    // However slow the machine is.
    return TokenStore(path: path, interval: .hours(1), lookWait: .seconds(60), logger: logger) { path, last in
      guard failing.value else { return TokenLook(path, after: last) }
      return TokenLook(.failure(.unread(path: path, reason: "no descriptor is free")), after: last)
    }
  }

  @Test func whoMaySubmitIsNotKnownBeforeTheFirstLook() async throws {
    try await withTemporaryDirectory { directory in
      try writePrivate(Self.both, to: "\(directory)/tokens")
      let (lines, failing) = (Noted<[NotedLine]>([]), Noted(true))
      let store = store("\(directory)/tokens", lines, failing: failing)
      #expect(standing("token:writer", in: store) == .unknown && standing("token:nobody", in: store) == .unknown)
      #expect(store.standing(of: "uid:1000") == .unchanged)
      #expect(store.health.file == .unread)
      #expect(lines.value.map(\.level) == [.warning], "\(lines.value)")
      failing.change { $0 = false }
      #expect(standing("token:writer", in: store) == .limited(RealmLimits(queues: ["a"])))
      #expect(standing("token:nobody", in: store) == .revoked)
    }
  }

  /// What could not be read this time has not changed, as far as is known.
  @Test func lookThatFailsLaterLeavesAllAsItWas() async throws {
    try await withTemporaryDirectory { directory in
      try writePrivate(Self.both, to: "\(directory)/tokens")
      let (lines, failing) = (Noted<[NotedLine]>([]), Noted(false))
      let store = store("\(directory)/tokens", lines, failing: failing)
      #expect(try name(Self.writer, in: store) == "token:writer")
      let grant = try #require(try store.identity(for: Self.writer[...])?.grant)
      failing.change { $0 = true }
      #expect(try name(Self.writer, in: store) == "token:writer" && grant.isValid)
      #expect(standing("token:writer", in: store) == .limited(RealmLimits(queues: ["a"])))
      #expect(store.health.file == .unread)
      failing.change { $0 = false }
      unlink("\(directory)/tokens")
      #expect(try name(Self.writer, in: store) == nil && !grant.isValid)
    }
  }

  /// A disk that hangs holds up who looks at the file, and nobody who asks.
  @Test func whoAsksDoesNotWaitForALookThatHangs() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/tokens"
      try writePrivate(Self.both, to: path)
      let (looks, hangs) = (Gauge(), Noted(true))
      // Safe: blocks the store's own thread alone, as the test wants, and is let go at its end.
      let gate = DispatchSemaphore(value: 0)
      let store = TokenStore(path: path, interval: .milliseconds(1), logger: .silent) { path, last in
        // The first look is made, the second one hangs.
        if last != nil && hangs.value {
          looks.note()
          gate.wait()
        }
        return TokenLook(path, after: last)
      }
      try await store.open()
      #expect(try await eventually { looks.count == 1 })
      #expect(try store.identity(for: Self.writer[...])?.name == "token:writer")
      #expect(store.standing(of: "token:writer") == .limited(RealmLimits(queues: ["a"])))
      #expect(store.standing(of: "token:nobody") == .revoked)
      hangs.change { $0 = false }
      gate.signal()
    }
  }

  /// A start whose token file lies on a disk that hangs hears that it is to end.
  @Test func openEndsWithItsTask() async throws {
    try await withTemporaryDirectory { directory in
      try writePrivate(Self.both, to: "\(directory)/tokens")
      let disk = SlowDisk()
      disk.be(.hanging)
      let store = TokenStore(path: "\(directory)/tokens", interval: .hours(1), logger: .silent) {
        disk.look($0, after: $1)
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await store.open() }
        let hasBegun = try await eventually { disk.looks == 1 }
        #expect(hasBegun)
        group.cancelAll()
        await #expect(throws: TokenFileError.self) { try await group.waitForAll() }
      }
      disk.be(.quick)
      try await store.open()
      #expect(try store.identity(for: Self.reader[...]) != nil)
    }
  }
}
