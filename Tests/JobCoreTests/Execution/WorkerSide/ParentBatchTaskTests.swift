// A batch as a handler in a worker process sees it: a file with a line for each member, read piece by piece.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct ParentBatchTaskTests {
  private let scratch: TemporaryDirectory
  private var path: String { "\(scratch.path)/b1" }

  init() throws {
    scratch = try TemporaryDirectory()
  }

  private func members(_ text: String) async throws -> [JobParent] {
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    var members: [JobParent] = []
    for try await member in ParentBatch(WorkerTask.Batch(id: 3, path: path)).members { members.append(member) }
    return members
  }

  private func line(_ id: Int, state: String = "succeeded", path: String? = nil) -> String {
    let path = path.map { ",\"path\":\"\($0)\"" } ?? ""
    return "{\"id\":\(id),\"state\":\"\(state)\",\"kind\":\"shell\"\(path)}\n"
  }

  @Test func membersComeInTheOrderOfTheirLines() async throws {
    let result = "\(scratch.path)/result"
    try "made".write(toFile: result, atomically: false, encoding: .utf8)
    let found = try await members(line(2, path: result) + line(1, state: "failed"))
    #expect(found.map(\.id) == [JobID(2), JobID(1)] && found.map(\.state) == [.succeeded, .failed])
    #expect(try await found[0].result()?.bytes == Array("made".utf8))
    #expect(try await found[1].result() == nil)
    #expect(try await members("").isEmpty)
  }

  /// Lines of all lengths, so that they are cut at each place by the pieces that are read.
  @Test func noMemberIsLostBetweenTwoPieces() async throws {
    let lines = (1...3_000).map { line($0, path: "/" + String(repeating: "d", count: $0 % 97)) }
    #expect(lines.joined().utf8.count > 3 * 65_536)
    #expect(try await members(lines.joined()).map(\.id) == (1...3_000).map { JobID(Int64($0)) })
  }

  @Test func stateOfAnotherVersionIsLeftOutAndTheRestIsRead() async throws {
    let found = try await members(line(1, state: "vanished") + line(2))
    #expect(found.map(\.id) == [JobID(2)])
    // Also where a whole piece has nothing else.
    let many = String(repeating: line(1, state: "vanished"), count: 3_000)
    #expect(try await members(many + line(2)).map(\.id) == [JobID(2)])
  }

  @Test func whatCannotBeReadIsAnErrorAndNotTheEnd() async throws {
    func fault(_ path: String) async -> JobError? {
      do throws(JobError) {
        for try await _ in ParentBatch(WorkerTask.Batch(id: 3, path: path)).members {}
        return nil
      } catch {
        return error
      }
    }
    guard case .store(.io(_, ENOENT, let message)) = await fault("\(scratch.path)/none") else {
      Issue.record("a file that is not there is no empty batch")
      return
    }
    #expect(message.hasPrefix("\(scratch.path)/none: "))
    for text in ["nonsense\n", "{}\n", line(1) + "{\"id\":\"x\"}\n"] {
      try text.write(toFile: path, atomically: false, encoding: .utf8)
      guard case .store(.io(_, 0, _)) = await fault(path) else {
        Issue.record("\(text) was read")
        continue
      }
    }
  }
}
