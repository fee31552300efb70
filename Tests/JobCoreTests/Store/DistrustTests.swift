// Whose a file is, and who may change it.

import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct DistrustTests {
  private let scratch: TemporaryDirectory
  private var path: String { "\(scratch.path)/file" }

  init() throws {
    scratch = try TemporaryDirectory()
    let file = open("\(scratch.path)/file", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    if file < 0 { throw Unexpected(what: "no file can be made: \(errno)") }
    close(file)
  }

  private func distrust(_ path: String) throws -> Distrust? {
    var status = stat()
    if lstat(path, &status) != 0 { throw Unexpected(what: "there is no \(path)") }
    return Distrust(status)
  }

  @Test(arguments: [0o600, 0o400, 0o644, 0o755] as [mode_t]) func ourOwnIsBelievedWhoeverReadsIt(_ mode: mode_t) throws
  {
    #expect(chmod(path, mode) == 0)
    #expect(try distrust(path) == nil && Distrust.words(at: path) == nil)
  }

  @Test(arguments: [0o620, 0o602, 0o666] as [mode_t]) func whatOthersCanWriteToIsNot(_ mode: mode_t) throws {
    #expect(chmod(path, mode) == 0)
    #expect(try distrust(path) == .writable(mode: UInt16(mode)))
    #expect(Distrust.words(at: path) == "can be written by others (run: chmod 600 \(path))")
  }

  @Test func linkIsNotWhateverItLeadsTo() throws {
    let link = "\(scratch.path)/link"
    #expect(symlink(path, link) == 0)
    #expect(try distrust(link) == .link && Distrust.words(at: link) == "is a symbolic link")
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give a file away")) func whatBelongsToAnotherUserIsNot() throws {
    #expect(chown(path, 65_534, gid_t.max) == 0)
    #expect(try distrust(path) == .owner(65_534) && Distrust.words(at: path) == "belongs to user 65534")
  }

  @Test func nothingHasNobodyToDistrust() {
    #expect(Distrust.words(at: "\(scratch.path)/none") == nil)
  }
}
