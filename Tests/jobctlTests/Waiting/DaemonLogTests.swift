// The log of a daemon in the background: a file, and what another start has written is not read for this one.

import Foundation
import Testing

@testable import jobctl

@Suite struct DaemonLogTests {
  /// Runs `body` with a directory that is not there yet.
  private func withDirectory(_ body: (String) throws -> Void) throws {
    let path = "\(FileManager.default.temporaryDirectory.path)/jobctl-log-\(UInt32.random(in: 0 ... .max))"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body("\(path)/state/jobd")
  }

  @Test func onlyWhatIsWrittenNowIsRead() throws {
    try withDirectory { directory in
      for text in ["first\n", "second\n"] {
        let log = try DaemonLog(in: directory)
        #expect(log.text().isEmpty)
        try Console.write(Array(text.utf8), to: log.descriptor)
        #expect(log.text() == text)
      }
      #expect(try String(contentsOfFile: "\(directory)/jobd.log", encoding: .utf8) == "first\nsecond\n")
      let mode = try FileManager.default.attributesOfItem(atPath: directory)[.posixPermissions] as? Int
      #expect(mode == 0o700)
    }
  }

  @Test func largeOneBeginsAnew() throws {
    try withDirectory { directory in
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      try Data(count: 9 << 20).write(to: URL(filePath: "\(directory)/jobd.log"))
      let log = try DaemonLog(in: directory)
      #expect(log.text().isEmpty)
      let sizes = try ["jobd.log", "jobd.log.old"].map {
        try FileManager.default.attributesOfItem(atPath: "\(directory)/\($0)")[.size] as? Int
      }
      #expect(sizes == [0, 9 << 20])
    }
  }

  /// A job can put such things there.
  @Test func linkAndPipeAreNeitherFollowedNorWaitedFor() throws {
    try withDirectory { directory in
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      let path = "\(directory)/jobd.log"
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "\(directory)/other")
      #expect(throws: CommandFailure.self) { _ = try DaemonLog(in: directory).path }
      #expect(!FileManager.default.fileExists(atPath: "\(directory)/other"))
      try FileManager.default.removeItem(atPath: path)
      try #require(mkfifo(path, 0o600) == 0)
      #expect(throws: CommandFailure.self) { _ = try DaemonLog(in: directory).path }
    }
  }
}
