// The token file: created private, refused when others can read it, and errors that name the line but no token.

import Testing

@testable import HTTPFront

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct TokenListTests {
  @Test func createdFileIsPrivateAndHoldsOneAdminToken() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/tokens"
      try TokenList.createIfMissing(path)
      var info = stat()
      #expect(stat(path, &info) == 0)
      #expect(info.st_mode & 0o777 == 0o600)
      let entries = try TokenList.load(path).entries
      #expect(entries.count == 1)
      #expect(entries.first?.token.count == 64)
      #expect(entries.first?.identity.scopes.allows(.submit) == true)
      try TokenList.createIfMissing(path)
      #expect(try TokenList.load(path).entries == entries)
    }
  }

  @Test func fileOthersCanReadIsRefused() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/tokens"
      try TokenList.createIfMissing(path)
      chmod(path, 0o640)
      #expect(throws: TokenFileError.tooOpen(path: path, mode: 0o640)) { _ = try TokenList.load(path) }
    }
  }

  @Test func missingFileIsRefused() {
    #expect(throws: TokenFileError.self) { _ = try TokenList.load("/nonexistent/tokens") }
  }

  @Test(arguments: [
    "0123456789abcdef", "0123456789abcdef name", "short name read", "0123456789abcdef name fly",
    "0123456789abcdef name ,", "0123456789abcdef name read queues=", "0123456789abcdef name read colour=red",
    "0123456789abcdef name read kinds=magic", "0123456789abcdef a read\n0123456789abcdef b read",
  ])
  func badLineIsNamedWithoutItsToken(_ text: String) {
    let error = #expect(throws: TokenFileError.self) { _ = try TokenList.parse("# first line\n\(text)", path: "t") }
    guard case .invalid(_, let line, _) = error else {
      Issue.record("unexpected error \(String(describing: error))")
      return
    }
    #expect(line == (text.contains("\n") ? 3 : 2))
    #expect(error.map { "\($0)\($0.hint)".contains("0123456789abcdef") } == false)
  }
}
