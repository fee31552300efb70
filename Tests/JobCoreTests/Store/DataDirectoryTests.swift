// Where an engine lives: one at a time, and under a path that holds wherever a child works.

import Foundation
import Testing

@testable import JobCore

@Suite struct DataDirectoryTests {
  @Test func relativePathIsMadeAbsolute() throws {
    let scratch = try TemporaryDirectory()
    let depth = FileManager.default.currentDirectoryPath.split(separator: "/").count
    let relative = String(repeating: "../", count: depth) + scratch.path.dropFirst() + "/data"
    let directory = try DataDirectory(path: relative)
    #expect(directory.path.hasPrefix("/") && directory.path.hasSuffix("/data"))
    #expect(FileManager.default.fileExists(atPath: "\(scratch.path)/data/logs"))
    #expect(throws: OpenError.self) { _ = try DataDirectory(path: "\(scratch.path)/data") }
  }
}
