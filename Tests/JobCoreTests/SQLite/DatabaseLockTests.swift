// One store at a time has its database, whatever became of the lock file of its directory.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct DatabaseLockTests {
  private let scratch: TemporaryDirectory
  private var path: String { "\(scratch.path)/jobd.sqlite" }

  init() throws { scratch = try TemporaryDirectory() }

  private func refusal(_ path: String) -> OpenError? {
    do throws(OpenError) {
      _ = try DatabaseLock(path: path)
      return nil
    } catch {
      return error
    }
  }

  @Test func secondOneIsToldThatItIsInUse() throws {
    let lock = try DatabaseLock(path: path)
    guard case .inUse(let place, _) = refusal(path) else { throw Unexpected(what: "it has two") }
    #expect(place == path)
    lock.release()
    #expect(refusal(path) == nil)
    // Once more does nothing, least of all to a descriptor that is another's by now.
    let next = try DatabaseLock(path: path)
    lock.release()
    guard case .inUse = refusal(path) else { throw Unexpected(what: "the lock of another one was given up") }
    next.release()
  }

  @Test func itGoesWithItsLastReference() throws {
    do { _ = try DatabaseLock(path: path) }
    #expect(refusal(path) == nil)
  }

  @Test func itsFileIsOfItsUserAlone() throws {
    let lock = try DatabaseLock(path: path)
    defer { lock.release() }
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o077 == 0)
  }

  @Test func whatCannotBeOpenedSaysSo() throws {
    let other = "\(scratch.path)/other"
    #expect(symlink(other, path) == 0)
    guard case .notWritable = refusal(path) else { throw Unexpected(what: "a link was followed") }
    #expect(access(other, F_OK) != 0, "nothing was made where it leads")
    guard case .notWritable = refusal("\(scratch.path)/none/jobd.sqlite") else {
      throw Unexpected(what: "there is no such directory")
    }
  }
}
