// The client takes the first word of a token file that is not a comment, and none from a file that others can read.

import Foundation
import JobClient
import Testing

@Suite struct TokenFileTests {
  private static let path = FileManager.default.temporaryDirectory.appending(path: "token").path

  private func read(_ text: String, mode: mode_t = 0o600, owner: uid_t = geteuid()) throws -> String {
    let path = "\(Self.path)-\(UUID().uuidString)"
    try Data(text.utf8).write(to: URL(filePath: path))
    defer { unlink(path) }
    guard chmod(path, mode) == 0, chown(path, owner, gid_t.max) == 0 else { throw POSIXError(.EPERM) }
    do throws(ClientError) {
      return try TokenFile.read(path)
    } catch {
      // The name of the file is another each time.
      if case .openTokenFile(_, let mode) = error { throw ClientError.openTokenFile(path: "it", mode: mode) }
      throw error
    }
  }

  @Test(arguments: ["abc", "abc\n", "# made by jobd\n\nabc admin admin\n", "  abc  \r\ndef\n"])
  func firstWordIsTheToken(text: String) throws {
    #expect(try read(text) == "abc")
  }

  @Test(arguments: ["", "\n", "# only a comment"]) func emptyFilesAreRefused(text: String) {
    #expect(throws: ClientError.self) { try read(text) }
  }

  @Test(arguments: [0o644, 0o640, 0o660, 0o604, 0o620] as [mode_t]) func fileOthersCanUseIsRefused(mode: mode_t) {
    #expect(throws: ClientError.openTokenFile(path: "it", mode: UInt16(mode))) { try read("abc", mode: mode) }
  }

  @Test(arguments: [0o600, 0o400] as [mode_t]) func fileOfOnesOwnIsTaken(mode: mode_t) throws {
    #expect(try read("abc", mode: mode) == "abc")
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give a file away")) func rootMayReadWhatIsAnothersAlone() throws {
    #expect(try read("abc", owner: 65_534) == "abc")
    #expect(throws: ClientError.openTokenFile(path: "it", mode: 0o644)) { try read("abc", mode: 0o644, owner: 65_534) }
  }

  @Test func pipeIsTakenAsItIs() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data("abc\n".utf8))
    try pipe.fileHandleForWriting.close()
    #expect(try TokenFile.read("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)") == "abc")
  }

  @Test func missingFileIsRefused() {
    #expect(throws: ClientError.badTokenFile(path: "/nonexistent", reason: "it cannot be read")) {
      try TokenFile.read("/nonexistent")
    }
  }
}
