// A text in an editor, which here is a command.

import Foundation
import Testing

@testable import jobctl

@Suite(.serialized) struct EditorFileTests {
  private func withFile(_ body: (EditorFile) async throws -> Void) async throws {
    let file = try EditorFile(named: "job-7.json", below: FileManager.default.temporaryDirectory.path)
    defer { file.remove() }
    try await body(file)
  }

  @Test func whatTheEditorSavesComesBack() async throws {
    try await withFile { file in
      let changed = try await file.edited("one\n", by: "sed -i s/one/two/")
      let unchanged = try await file.edited("one\n", by: ":")
      #expect(changed == "two\n" && unchanged == "one\n")
    }
  }

  @Test func itIsNobodyElsesAndGoneAfterwards() async throws {
    let file = try EditorFile(named: "job-7.json", below: FileManager.default.temporaryDirectory.path)
    _ = try await file.edited("secret", by: "touch \(file.directory)/.swap; :")
    let modes = try [file.directory, file.path].map {
      try FileManager.default.attributesOfItem(atPath: $0)[.posixPermissions] as? Int
    }
    #expect(modes == [0o700, 0o600])
    file.remove()
    #expect(!FileManager.default.fileExists(atPath: file.directory))
  }

  @Test func editorThatFailsIsNamed() async throws {
    try await withFile { file in
      let failure = await #expect(throws: CommandFailure.self) { try await file.edited("one", by: "exit 9;") }
      #expect(failure?.message == "The editor (exit 9;) ended with exit status 9.")
    }
  }

  @Test func placeThatIsNoneIsSaid() {
    let failure = #expect(throws: CommandFailure.self) { try EditorFile(named: "a", below: "/nonexistent") }
    #expect(failure?.message?.contains("/nonexistent") == true)
  }
}
