// The tokens in force: what the file says, and nothing that it does not say any more.

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

  /// A store that looks at its file each time it is asked, and what it has logged.
  private func withStore(
    _ text: String = both, _ body: (TokenStore, _ path: String, Noted<[NotedLine]>) throws -> Void
  ) async throws {
    try await withTemporaryDirectory { directory in
      let lines = Noted<[NotedLine]>([])
      let path = "\(directory)/tokens"
      try writePrivate(text, to: path)
      let logger = Logger(label: "test") { _ in NotingLogHandler(lines: lines) }
      let store = TokenStore(path: path, lookInterval: .zero, logger: logger)
      try store.open()
      try body(store, path, lines)
    }
  }

  private func name(_ token: String, in store: TokenStore) -> String? { store.identity(for: token[...])?.name }

  @Test func removedFileRevokesAllTokens() async throws {
    try await withStore { store, path, lines in
      #expect(name(Self.reader, in: store) == "token:reader" && store.health.isGood)
      unlink(path)
      #expect(name(Self.reader, in: store) == nil && name(Self.writer, in: store) == nil)
      #expect(store.health.file == .missing)
      #expect(lines.value.contains { $0.level == .error })
      try writePrivate(Self.both, to: path)
      #expect(name(Self.reader, in: store) == "token:reader" && store.health.isGood)
      #expect(lines.value.last?.level == .notice)
    }
  }

  @Test(arguments: ["directory", "mode", "fifo", "size"])
  func fileThatCannotBeReliedOnRevokesAllTokens(_ what: String) async throws {
    try await withStore { store, path, _ in
      #expect(name(Self.reader, in: store) != nil)
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
      #expect(name(Self.reader, in: store) == nil)
      #expect(store.health.file == .unusable)
    }
  }

  @Test func faultDisablesItsLineOnlyAndIsLoggedWithoutTheToken() async throws {
    try await withStore { store, path, lines in
      try writePrivate("\(Self.reader) reader fly\n\(Self.writer) writer submit\nabc\n", to: path)
      #expect(name(Self.reader, in: store) == nil)
      #expect(name(Self.writer, in: store) == "token:writer")
      #expect(store.health.faultyLines == [1, 3] && store.health.faultCount == 2 && store.health.file == .usable)
      let faults = lines.value.filter { $0.level == .error }
      #expect(faults.map { $0.metadata["line"] } == ["1", "3"])
      #expect(faults.map { $0.metadata["name"] } == ["reader", nil])
      #expect(!"\(lines.value)".contains("-token-"))
      let count = lines.value.count
      _ = store.health
      #expect(lines.value.count == count, "said once")
    }
  }

  /// Whoever was let in by a line that is gone, or says something else, is out; the others stay.
  @Test func changedLineEndsItsGrantAndNoOther() async throws {
    try await withStore { store, path, _ in
      let reader = try #require(store.identity(for: Self.reader[...])?.grant)
      let writer = try #require(store.identity(for: Self.writer[...])?.grant)
      try writePrivate("# new\n" + Self.both, to: path)
      #expect(store.identity(for: Self.reader[...])?.grant == reader && reader.isValid && writer.isValid)
      try writePrivate("\(Self.reader) reader read\n\(Self.writer) writer submit queues=a,b\n", to: path)
      #expect(store.identity(for: Self.writer[...])?.grant?.isValid == true)
      #expect(!writer.isValid && reader.isValid)
      unlink(path)
      _ = store.health
      #expect(!reader.isValid)
    }
  }

  @Test func standingOfASubmitterIsThatOfItsNameNow() async throws {
    try await withStore { store, path, _ in
      #expect(store.standing(of: "uid:1000") == .unchanged && store.standing(of: "job:7") == .unchanged)
      #expect(store.standing(of: "token:writer") == .limited(RealmLimits(queues: ["a"])))
      #expect(store.standing(of: "token:nobody") == .revoked)
      #expect(store.standing(of: "token:reader") == .revoked, "it may submit nothing")
      // Another token with the same name and rights takes its place.
      try writePrivate("another-token-0123456789 writer submit queues=a\n", to: path)
      #expect(store.standing(of: "token:writer") == .limited(RealmLimits(queues: ["a"])))
      try writePrivate("another-token-0123456789 writer admin\n", to: path)
      #expect(store.standing(of: "token:writer") == .unchanged)
      try writePrivate("another-token-0123456789 writer admin run_as=ann\n", to: path)
      #expect(store.standing(of: "token:writer") == .limited(RealmLimits(), runAs: "ann"))
      unlink(path)
      #expect(store.standing(of: "token:writer") == .revoked)
    }
  }

  @Test func fileThatNobodyCouldUseIsRefusedAtTheStart() async throws {
    try await withStore { _, path, _ in
      chmod(path, 0o644)
      let store = TokenStore(path: path, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      #expect(throws: TokenFileError.tooOpen(path: path, mode: 0o644)) { try store.open() }
      // Also if somebody has asked before.
      let asked = TokenStore(path: path, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      #expect(asked.standing(of: "token:reader") == .revoked)
      #expect(throws: TokenFileError.tooOpen(path: path, mode: 0o644)) { try asked.open() }
    }
  }
}
