// The token file: created private, and refused when others can read it or it is no file.

import Testing

@testable import HTTPFront

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct TokenFileReaderTests {
  @Test func createdFileIsPrivateAndHoldsOneAdminToken() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/tokens"
      try TokenFileReader.createIfMissing(path)
      var info = stat()
      #expect(stat(path, &info) == 0)
      #expect(info.st_mode & 0o777 == 0o600)
      let bytes = try TokenFileReader.read(path).bytes
      let entries = TokenList(bytes).entries
      #expect(entries.count == 1)
      #expect(entries.first?.token.count == 64)
      #expect(entries.first?.identity.scopes.allows(.submit) == true)
      try TokenFileReader.createIfMissing(path)
      #expect(try TokenFileReader.read(path).bytes == bytes)
    }
  }

  @Test func fileOthersCanReadIsRefused() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/tokens"
      try TokenFileReader.createIfMissing(path)
      chmod(path, 0o640)
      #expect(throws: TokenFileError.tooOpen(path: path, mode: 0o640)) { _ = try TokenFileReader.read(path) }
    }
  }

  @Test func linkInItsPlaceIsRefused() async throws {
    try await withTemporaryDirectory { directory in
      try TokenFileReader.createIfMissing("\(directory)/real")
      let path = "\(directory)/tokens"
      #expect(symlink("\(directory)/real", path) == 0)
      #expect(throws: TokenFileError.link(path: path)) { _ = try TokenFileReader.read(path) }
      // A link to nowhere is one, too, and not a file that is to be made.
      unlink("\(directory)/real")
      #expect(throws: Never.self) { try TokenFileReader.createIfMissing(path) }
      #expect(throws: TokenFileError.link(path: path)) { _ = try TokenFileReader.read(path) }
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
  func fileOfAnotherUserIsRefused() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/tokens"
      try TokenFileReader.createIfMissing(path)
      #expect(chown(path, 65_534, 65_534) == 0)
      let error = TokenFileError.foreign(path: path, owner: 65_534, user: geteuid())
      #expect(throws: error) { _ = try TokenFileReader.read(path) }
    }
  }

  @Test func whatIsMissingIsToldFromWhatCannotBeUsed() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/tokens"
      #expect(throws: TokenFileError.missing(path: path)) { _ = try TokenFileReader.read(path) }
      #expect(throws: TokenFileError.missing(path: path + "/x")) {
        try writePrivate("", to: path)
        _ = try TokenFileReader.read(path + "/x")
      }
      let directoryError = TokenFileError.unusable(path: directory, reason: "it is no regular file")
      #expect(throws: directoryError) { _ = try TokenFileReader.read(directory) }
      let fifo = "\(directory)/fifo"
      #expect(mkfifo(fifo, 0o600) == 0)
      #expect(throws: TokenFileError.unusable(path: fifo, reason: "it is no regular file")) {
        _ = try TokenFileReader.read(fifo)
      }
      try writePrivate(String(repeating: "#", count: TokenFileReader.bytesMax + 1), to: path)
      #expect(throws: TokenFileError.self) { _ = try TokenFileReader.read(path) }
    }
  }

  /// Two changes within one tick of the file system's clock leave the same times and, if they are of one length, the
  /// same size: what has just been written is not known by its looks.
  @Test func whatWasJustWrittenIsReadAgain() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/tokens"
      try writePrivate("# a\n", to: path)
      #expect(try TokenFileReader.read(path).version == nil)
      // By its times it was written long ago; its owner cannot set the time of the change itself.
      var times = [timeval(tv_sec: 1_000_000_000, tv_usec: 0), timeval(tv_sec: 1_000_000_000, tv_usec: 0)]
      #expect(utimes(path, &times) == 0)
      #expect(try TokenFileReader.read(path).version == nil)
      #expect(try await eventually { try TokenFileReader.read(path).version == TokenFileReader.version(of: path) })
    }
  }
}
