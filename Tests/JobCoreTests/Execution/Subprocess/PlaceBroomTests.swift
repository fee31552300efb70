// What attempts of other users have left is removed piece by piece, out of the way of others, and again until it is
// gone; what is somebody else's stays.

import Foundation
import Glibc
import Logging
import TestSupport
import Testing

@testable import JobCore

@Suite struct PlaceBroomTests {
  private let scratch: TemporaryDirectory
  private let lines = Noted<[NotedLine]>([])

  init() throws {
    scratch = try TemporaryDirectory()
  }

  private func broom(entriesMax: Int, pauseMicros: Int64 = 600_000_000) -> PlaceBroom {
    let lines = lines
    return PlaceBroom(
      scratch.path, logger: Logger(label: "test") { _ in NotingLogHandler(lines: lines) }, pauseMicros: pauseMicros
    ) { FileTree.Turn(entriesMax: entriesMax, micros: 600_000_000) }
  }

  /// A directory with so many files in it.
  private func place(_ name: String, files: Int) throws -> String {
    let path = "\(scratch.path)/\(name)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for number in 0..<files { try RegularFile.create("\(path)/\(number)", with: []) }
    return path
  }

  private func names(_ path: String? = nil) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path ?? scratch.path)
  }

  @Test func whatIsTooMuchForOneTurnIsMovedAsideAndGoesOnLater() async throws {
    let broom = broom(entriesMax: 10)
    let (large, small) = (try place("large", files: 35), try place("small", files: 5))
    broom.remove(large)
    broom.remove(small)
    try await eventually { !RegularFile.isAnything(small) }
    let left = try #require(try names().first)
    #expect(try names().count == 1 && left.hasPrefix("attempts.left-") && names("\(scratch.path)/\(left)").count == 25)
    for _ in 0..<3 { await broom.sweep() }
    #expect(try names().isEmpty && lines.value.isEmpty)
  }

  @Test func whatIsLeftIsTriedAgainWhileTheDaemonRuns() async throws {
    let broom = broom(entriesMax: 10, pauseMicros: 1_000)
    broom.remove(try place("large", files: 35))
    try await eventually { try names().isEmpty }
  }

  @Test func nothingIsRemovedAfterItIsClosed() async throws {
    let broom = broom(entriesMax: 10, pauseMicros: 1_000)
    await broom.close()
    let place = try place("late", files: 1)
    broom.remove(place)
    await broom.sweep()
    #expect(RegularFile.isAnything("\(place)/0"))
  }

  /// Root could empty it; its user could not.
  @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
  func directoryOfSomebodyElseIsNotEmptied() async throws {
    let broom = broom(entriesMax: 1_000)
    let top = try place("attempts.left-1/7.1", files: 3)
    let (hers, his) = (
      try place("attempts.left-1/7.1/a/hers", files: 2), try place("attempts.left-1/7.1/his", files: 2)
    )
    for path in [top, "\(top)/a", hers] { #expect(chown(path, 65_534, 65_534) == 0) }
    #expect(chown(his, 65_532, 65_532) == 0)
    for _ in 0..<3 { await broom.sweep() }
    #expect(try names(top) == ["his"] && names(his).count == 2)
    #expect(lines.value.map { "\($0.metadata[LogKeys.path] ?? "")" } == [top], "it is said once")
    // As soon as it can go it does.
    for number in 0..<2 { #expect(unlink("\(his)/\(number)") == 0) }
    await broom.sweep()
    #expect(try names().isEmpty)
  }
}
