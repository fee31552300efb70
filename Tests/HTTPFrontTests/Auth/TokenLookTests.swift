// One look at the token file after another: what is news, what is kept, and what is not known.

import JobCore
import Testing

@testable import HTTPFront

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct TokenLookTests {
  private static let token = "look-token-0123456789"

  private func read(_ text: String) -> Result<TokenFileReader.Content, TokenFileError> {
    .success(TokenFileReader.Content(bytes: Array(text.utf8), version: nil))
  }

  private func snapshot(_ text: String, after last: TokenSnapshot? = nil) -> TokenSnapshot {
    TokenLook(read(text), after: last).snapshot
  }

  @Test func lineThatStandsKeepsItsGrantWhateverComesBesideIt() throws {
    let first = snapshot("\(Self.token) a read\n")
    let second = snapshot("# new\n\(Self.token) a read\nother-token-0123456789 b submit\n", after: first)
    #expect(first.identity(for: Self.token[...])?.grant == second.identity(for: Self.token[...])?.grant)
    #expect(second.standing(of: "token:b") == .unchanged && first.standing(of: "token:b") == .revoked)
    let other = snapshot("\(Self.token) a read queues=q\n", after: second)
    #expect(other.identity(for: Self.token[...])?.grant != second.identity(for: Self.token[...])?.grant)
  }

  @Test func whatCannotBeReadNowIsAsItWasOrNotKnown() {
    let unread = TokenFileError.unread(path: "/t", reason: "an I/O error")
    let first = TokenLook(.failure(unread), after: nil).snapshot
    #expect(!first.isKnown && first.doors.isEmpty && first.standing(of: "token:a") == .unknown)
    // Still not, however often it is tried.
    #expect(!TokenLook(.failure(unread), after: first).snapshot.isKnown)
    let known = snapshot("\(Self.token) a submit\n", after: first)
    #expect(known.isKnown && known.health.isGood)
    let later = TokenLook(.failure(unread), after: known).snapshot
    #expect(later.isKnown && later.standing(of: "token:a") == .unchanged && later.health.file == .unread)
    #expect(later.identity(for: Self.token[...])?.grant?.isValid == true)
  }

  @Test(arguments: [TokenFileError.missing(path: "/t"), .link(path: "/t"), .tooOpen(path: "/t", mode: 0o644)])
  func fileThatIsNotToBeReliedOnHasNoTokens(_ error: TokenFileError) {
    let known = snapshot("\(Self.token) a submit\n")
    let gone = TokenLook(.failure(error), after: known).snapshot
    #expect(gone.isKnown && gone.doors.isEmpty && gone.standing(of: "token:a") == .revoked && gone.error == error)
  }

  /// Not even read: that nothing has changed shows without it.
  @Test func sameFileIsNoNews() async throws {
    try await withTemporaryDirectory { directory async throws in
      let path = "\(directory)/tokens"
      try writePrivate("\(Self.token) a read\n", to: path)
      let long = [timespec(tv_sec: 1_000_000_000, tv_nsec: 0), timespec(tv_sec: 1_000_000_000, tv_nsec: 0)]
      #expect(utimensat(AT_FDCWD, path, long, 0) == 0)
      let version = try #require(TokenFileReader.version(of: path))
      let last = TokenSnapshot(doors: [], health: TokenFileHealth(), version: version)
      #expect(TokenLook(path, after: last) == nil)
      try writePrivate("\(Self.token) a submit\n", to: path)
      #expect(TokenLook(path, after: last)?.snapshot.standing(of: "token:a") == .unchanged)
    }
  }
}
