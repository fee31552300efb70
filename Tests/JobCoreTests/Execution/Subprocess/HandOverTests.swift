// Directories of attempts that run as another user: jobd's until they are given away, and gone with the attempt.

import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import JobCore

@Suite struct HandOverTests {
  private let scratch: TemporaryDirectory
  private var paths: LogFiles.Paths { LogFiles.Paths(directory: "\(scratch.path)/logs/0", stem: "7.1") }

  init() throws {
    scratch = try TemporaryDirectory()
  }

  private func status(_ path: String) throws -> stat {
    var status = stat()
    if lstat(path, &status) != 0 { throw Unexpected(what: "there is no \(path)") }
    return status
  }

  private func mode(_ path: String) throws -> mode_t { try status(path).st_mode & 0o7777 }

  @Test func othersMayPassThroughAndLookNowhere() throws {
    let handOver = try HandOver(in: scratch.path, logger: .silent)
    #expect(try mode(scratch.path) == 0o711 && mode("\(scratch.path)/attempts") == 0o711)
    let made = try handOver.make(for: paths)
    #expect(made.place == "\(scratch.path)/attempts/7.1" && made.stdout == paths.stdout)
    #expect(made.draft == "\(scratch.path)/attempts/7.1/result" && made.token.hasPrefix(made.place ?? "?"))
    #expect(try mode("\(scratch.path)/attempts/7.1") == 0o700)
  }

  @Test func whatAStartOfThisNumberHasLeftIsNotTaken() throws {
    let handOver = try HandOver(in: scratch.path, logger: .silent)
    let old = try #require(try handOver.make(for: paths).place)
    try RegularFile.create("\(old)/result", with: [1])
    #expect(try handOver.make(for: paths).place == old)
    #expect(!RegularFile.isAnything("\(old)/result"))
  }

  @Test func whatEarlierBootsHaveLeftIsOutOfTheWayAndGoes() async throws {
    let place = try #require(try HandOver(in: scratch.path, logger: .silent).make(for: paths).place)
    try RegularFile.create("\(place)/result", with: [1])
    let next = try HandOver(in: scratch.path, logger: .silent)
    #expect(!RegularFile.isAnything(place))
    let made = try #require(try next.make(for: paths).place)
    await next.sweep()
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["attempts"])
    #expect(RegularFile.isAnything(made), "what has begun meanwhile stays")
  }

  @Test func somethingElseInItsPlaceIsRefused() throws {
    let path = "\(scratch.path)/attempts"
    #expect(symlink("/tmp", path) == 0)
    #expect(throws: OpenError.distrusted(path: path, .link)) { _ = try HandOver(in: scratch.path, logger: .silent) }
    #expect(unlink(path) == 0 && mkdir(path, 0o700) == 0 && chmod(path, 0o777) == 0)
    #expect(throws: OpenError.distrusted(path: path, .writable(mode: 0o777))) {
      _ = try HandOver(in: scratch.path, logger: .silent)
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give files away")) func allOfItIsGivenAway() async throws {
    let user = UserAccount(name: "x", uid: 65_534, gid: 65_533, groups: [65_533], home: "/", shell: "/bin/sh")
    let handOver = try HandOver(in: scratch.path, logger: .silent)
    let made = try handOver.make(for: paths)
    let place = try #require(made.place)
    try RegularFile.create(made.token, with: [1])
    try LogFiles.makeParents(made)
    try RegularFile.create(made.parent(1), with: [1])
    try await handOver.give(place, to: user)
    for path in [place, made.token, made.parents, made.parent(1)] {
      let status = try status(path)
      #expect(status.st_uid == user.uid && status.st_gid == user.gid, "\(path)")
    }
    #expect(try status("\(scratch.path)/attempts").st_uid == 0)
    handOver.remove(place)
    try await eventually("it is gone") { !RegularFile.isAnything(place) }
  }
}
