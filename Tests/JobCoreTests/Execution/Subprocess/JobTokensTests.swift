// Tokens of running jobs are kept in files at names that other jobs know: what one of them puts there is in nobody's way.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct JobTokensTests {
  private let holder = TokenHolder(job: JobID(2), limits: nil)

  private static let files = FileManager.default

  enum Intruder: CaseIterable {
    case tree, link, fifo, file

    func take(_ path: String) throws {
      switch self {
      case .tree: try files.createDirectory(atPath: "\(path)/a/b", withIntermediateDirectories: true)
      case .link: try files.createSymbolicLink(atPath: path, withDestinationPath: "/nowhere")
      case .fifo: #expect(mkfifo(path, 0o600) == 0)
      case .file: try "mine".write(toFile: path, atomically: false, encoding: .utf8)
      }
    }
  }

  @Test(arguments: Intruder.allCases) func whatIsInTheirPlaceMakesRoom(_ intruder: Intruder) throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/2.1.token"
    try intruder.take(path)
    let tokens = JobTokens(isOn: true)
    let issued = try tokens.issue(holder, at: path)
    let token = try #require(issued)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "\(token)\n")
    var status = stat()
    #expect(lstat(path, &status) == 0 && status.st_mode == S_IFREG | 0o600)
    #expect(tokens.holder(of: token[...]) != nil)
  }

  @Test func treeInTheirPlaceGoesWithThem() async throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/2.1.token"
    let tokens = JobTokens(isOn: true)
    let issued = try tokens.issue(holder, at: path)
    let token = try #require(issued)
    try Self.files.removeItem(atPath: path)
    try Intruder.tree.take(path)
    tokens.revoke(token, at: path)
    #expect(tokens.holder(of: token[...]) == nil)
    try await eventually { !FileManager.default.fileExists(atPath: path) }
  }
}
