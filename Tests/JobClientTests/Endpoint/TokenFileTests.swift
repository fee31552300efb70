// The client takes the first word of a token file that is not a comment.

import Foundation
import JobClient
import Testing

@Suite struct TokenFileTests {
  private func read(_ text: String) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: "token-\(UUID().uuidString)")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try TokenFile.read(file.path)
  }

  @Test(arguments: ["abc", "abc\n", "# made by jobd\n\nabc admin admin\n", "  abc  \r\ndef\n"])
  func firstWordIsTheToken(text: String) throws {
    #expect(try read(text) == "abc")
  }

  @Test(arguments: ["", "\n", "# only a comment"]) func emptyFilesAreRefused(text: String) {
    #expect(throws: ClientError.self) { try read(text) }
  }

  @Test func missingFileIsRefused() {
    #expect(throws: ClientError.badTokenFile(path: "/nonexistent", reason: "it cannot be read")) {
      try TokenFile.read("/nonexistent")
    }
  }
}
