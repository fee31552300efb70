// Files named on the command line: read whole, or refused in words.

import Foundation
import Testing

@testable import jobctl

@Suite struct InputFileTests {
  private func withDirectory(_ body: (URL) throws -> Void) throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "jobctl-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try body(directory)
  }

  private func refusal(_ name: String) -> CommandFailure? {
    do throws(CommandFailure) {
      _ = try InputFile.read(name)
      return nil
    } catch {
      return error
    }
  }

  @Test func bytesAreReadAsTheyAre() throws {
    try withDirectory { directory in
      let file = directory.appending(path: "file")
      for bytes in [[], [0, 255, 10, 13], Array(repeating: 7, count: 300_000)] as [[UInt8]] {
        try Data(bytes).write(to: file)
        #expect(try InputFile.read(file.path) == bytes)
      }
    }
  }

  @Test func whatCannotBeReadIsUsage() throws {
    try withDirectory { directory in
      let missing = try #require(refusal(directory.path + "/none"))
      #expect(missing.status == .usage && missing.message == "The file \(directory.path)/none cannot be read.")
      let folder = try #require(refusal(directory.path))
      #expect(folder.status == .usage && folder.message == "The file \(directory.path) cannot be read.")
    }
  }

  @Test func moreThanTheDaemonWouldTakeIsNotRead() throws {
    try withDirectory { directory in
      let file = directory.appending(path: "large")
      try Data().write(to: file)
      let handle = try FileHandle(forWritingTo: file)
      // Room that is not there costs none.
      try handle.truncate(atOffset: 64 << 20)
      #expect(try InputFile.read(file.path).count == 67_108_864)
      try handle.truncate(atOffset: (64 << 20) + 1)
      try handle.close()
      #expect(refusal(file.path)?.message == "\(file.path) is larger than \(64 << 20) bytes.")
    }
  }
}
