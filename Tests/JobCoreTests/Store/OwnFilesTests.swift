// What has been in a data directory before: ours alone, or refused with nothing opened.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct OwnFilesTests {
  private static let names = [
    "jobd.lock", "jobd.sqlite", "jobd.sqlite-wal", "jobd.sqlite-shm", "jobd.sqlite-journal", "jobd.numbers",
    "jobd.ends", "workers.mark", "callback-secret",
  ]

  private let scratch: TemporaryDirectory
  private var path: String { "\(scratch.path)/data" }

  /// A data directory with all its files, and nobody in it.
  init() throws {
    scratch = try TemporaryDirectory()
    try DataDirectory(path: path).unlock()
    for name in Self.names where name != "jobd.lock" { try make(name) }
  }

  private func make(_ name: String) throws {
    let file = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    if file < 0 { throw Unexpected(what: "\(name) cannot be made: \(errno)") }
    close(file)
  }

  private func refusal() -> OpenError? {
    do throws(OpenError) {
      try DataDirectory(path: path).unlock()
      return nil
    } catch {
      return error
    }
  }

  private func mode(_ name: String) -> mode_t {
    var status = stat()
    return lstat("\(path)/\(name)", &status) == 0 ? status.st_mode & 0o7777 : 0o7777
  }

  @Test func whatOthersCouldReadIsClosedToThem() throws {
    for name in Self.names { #expect(chmod("\(path)/\(name)", 0o644) == 0) }
    #expect(chmod("\(path)/logs", 0o755) == 0)
    let directory = try DataDirectory(path: path)
    #expect(directory.closed == (Self.names + ["logs"]).map { "\(path)/\($0)" })
    for name in Self.names { #expect(mode(name) == 0o600, "\(name)") }
    #expect(mode("logs") == 0o700)
    directory.unlock()
    #expect(try DataDirectory(path: path).closed.isEmpty)
  }

  @Test(arguments: names + ["logs"]) func whatOthersCanWriteToIsRefused(_ name: String) throws {
    let own = mode(name)
    for open in [0o020, 0o002] as [mode_t] {
      #expect(chmod("\(path)/\(name)", own | open) == 0)
      #expect(refusal() == .distrusted(path: "\(path)/\(name)", .writable(mode: UInt16(own | open))))
      #expect(mode(name) == own | open, "it is left as it is, to be looked at")
    }
    #expect(chmod("\(path)/\(name)", own) == 0)
    #expect(refusal() == nil, "and the lock was given up")
  }

  /// jobd.lock is opened first, and has its own words for it.
  @Test(arguments: names.dropFirst() + ["logs"]) func linksAreRefused(_ name: String) throws {
    #expect(rename("\(path)/\(name)", "\(scratch.path)/elsewhere") == 0)
    #expect(symlink("\(scratch.path)/elsewhere", "\(path)/\(name)") == 0)
    #expect(refusal() == .distrusted(path: "\(path)/\(name)", .link))
  }

  @Test(arguments: names.dropFirst() + ["logs"]) func whatIsOfAnotherKindIsNamed(_ name: String) throws {
    #expect(rename("\(path)/\(name)", "\(scratch.path)/elsewhere") == 0 && mkfifo("\(path)/\(name)", 0o600) == 0)
    guard case .notOurs("\(path)/\(name)", let what)? = refusal() else {
      Issue.record("\(name) is taken")
      return
    }
    #expect(what == (name == "logs" ? "no directory" : "a FIFO"))
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give a file away"), arguments: names + ["logs"])
  func whatBelongsToAnotherUserIsRefused(_ name: String) throws {
    #expect(chown("\(path)/\(name)", 65_534, gid_t.max) == 0)
    let refusal = refusal()
    // The lock is not even opened.
    let isLock = refusal == .notOurs(path: "\(path)/jobd.lock", what: "another user's file")
    #expect(isLock || refusal == .distrusted(path: "\(path)/\(name)", .owner(65_534)), "\(String(describing: refusal))")
  }

  @Test func directoriesOfLogsAreLookedAt() throws {
    let store = "\(path)/logs/store-mark"
    #expect(mkdir(store, 0o700) == 0)
    #expect(refusal() == nil)
    #expect(chmod(store, 0o777) == 0)
    #expect(refusal() == .distrusted(path: store, .writable(mode: 0o777)))
    #expect(chmod(store, 0o700) == 0)
    if geteuid() == 0 {
      #expect(chown(store, 65_534, gid_t.max) == 0)
      #expect(refusal() == .distrusted(path: store, .owner(65_534)))
    }
    #expect(rmdir(store) == 0 && symlink(scratch.path, store) == 0)
    #expect(refusal() == .distrusted(path: store, .link))
  }

  @Test func aNewDirectoryHasNothingToRefuse() throws {
    #expect(try DataDirectory(path: "\(scratch.path)/new").closed.isEmpty)
  }
}
