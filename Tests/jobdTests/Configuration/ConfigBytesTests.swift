// A configuration that others can write to makes them the user that jobd runs as: it is not read.

import Glibc
import JobCore
import Testing

@testable import jobd

@Suite struct ConfigBytesTests {
  private let directory: TemporaryDirectory
  private let path: String

  init() throws {
    directory = try TemporaryDirectory()
    path = try directory.file("jobd.yaml", "slots: 2\n")
    #expect(chmod(path, 0o600) == 0)
  }

  private func refusal(_ path: String) -> ConfigError? {
    do throws(ConfigError) {
      _ = try ConfigBytes.read(path)
      return nil
    } catch {
      return error
    }
  }

  private func distrusted(_ distrust: Distrust, _ place: String? = nil) -> ConfigError {
    .distrusted(path: path, place: place ?? path, distrust)
  }

  @Test(arguments: [0o600, 0o644, 0o400] as [mode_t]) func whatNobodyElseCanWriteToIsRead(_ mode: mode_t) throws {
    #expect(chmod(path, mode) == 0)
    #expect(try ConfigBytes.read(path) == Array("slots: 2\n".utf8))
  }

  @Test func whatOthersCanWriteToIsNotRead() {
    #expect(chmod(path, 0o646) == 0)
    #expect(refusal(path) == distrusted(.writable(mode: 0o646)))
  }

  @Test(.enabled(if: geteuid() == getegid(), "the user has no group of its own"))
  func ownGroupMayWriteToIt() {
    #expect(chown(path, uid_t.max, getegid()) == 0 && chmod(path, 0o664) == 0)
    #expect(refusal(path) == nil)
  }

  @Test func linkIsFollowedToWhatIsLookedAt() {
    let link = "\(directory.path)/link.yaml"
    #expect(symlink("jobd.yaml", link) == 0)
    #expect(refusal(link) == nil)
    #expect(chmod(path, 0o602) == 0)
    guard case .distrusted(link, _, .writable(mode: 0o602))? = refusal(link) else {
      Issue.record("\(String(describing: refusal(link)))")
      return
    }
  }

  @Test func whatIsNoFileOrTooLargeIsNotReadAndNobodyWaits() throws {
    let fifo = "\(directory.path)/fifo.yaml"
    #expect(mkfifo(fifo, 0o600) == 0)
    #expect(refusal(fifo) == .unreadable(path: fifo, reason: "it is no regular file"))
    #expect(truncate(path, off_t(ConfigBytes.bytesMax + 1)) == 0)
    #expect(refusal(path) == .unreadable(path: path, reason: "it is larger than \(ConfigBytes.bytesMax) bytes"))
    #expect(refusal("\(directory.path)/none.yaml")?.description.contains("No such file") == true)
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give a file away"))
  func whatAnotherUserHasIsNotReadNorWhatLiesWhereTheyCanRenameIt() {
    #expect(chown(path, 65_534, gid_t.max) == 0)
    #expect(refusal(path) == distrusted(.owner(65_534)))
    #expect(chown(path, 0, 65_534) == 0 && chmod(path, 0o660) == 0)
    #expect(refusal(path) == distrusted(.writable(mode: 0o660)))
    #expect(chmod(path, 0o640) == 0)
    #expect(refusal(path) == nil, "a group that may read it does not write it")
    #expect(chmod(directory.path, 0o777) == 0)
    #expect(refusal(path) == distrusted(.writable(mode: 0o777), directory.path))
  }
}
