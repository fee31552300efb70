// Directories above root's data directory: nobody else can lead the path elsewhere.

import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite(.enabled(if: geteuid() == 0, "they are looked at for root alone")) struct DirectoriesAboveTests {
  private let scratch: TemporaryDirectory
  private var above: String { "\(scratch.path)/above" }

  init() throws {
    scratch = try TemporaryDirectory()
    guard mkdir(above, 0o755) == 0, mkdir("\(above)/inner", 0o755) == 0 else {
      throw Unexpected(what: "no directory can be made: \(errno)")
    }
  }

  private func refusal(_ path: String) -> OpenError? {
    do throws(OpenError) {
      try DirectoriesAbove.check(path)
      return nil
    } catch {
      return error
    }
  }

  @Test func rootsOwnAreFineAndSoAreStickyOnes() {
    #expect(refusal("\(above)/inner/data") == nil)
    #expect(chmod(above, 0o1777) == 0)
    #expect(refusal("\(above)/inner/data") == nil)
    #expect(refusal("\(above)/none/data") == nil, "what is not there will be made")
    #expect(refusal("/data") == nil)
  }

  @Test func whatAnotherUserHasAboveIsRefused() {
    #expect(chown(above, 65_534, gid_t.max) == 0)
    #expect(refusal("\(above)/inner/data") == .distrustedAbove(path: above, .owner(65_534)))
    #expect(refusal("\(above)") == nil, "the data directory itself is not above")
  }

  @Test func whatEverybodyCanWriteToIsRefused() {
    #expect(chmod(above, 0o777) == 0)
    #expect(refusal("\(above)/inner/data") == .distrustedAbove(path: above, .writable(mode: 0o777)))
  }

  @Test func whatAGroupCanWriteToIsRefusedUnlessItIsRoots() {
    #expect(chmod(above, 0o775) == 0)
    #expect(refusal("\(above)/inner/data") == nil)
    #expect(chown(above, uid_t.max, 65_534) == 0 && chmod(above, 0o775) == 0)
    #expect(refusal("\(above)/inner/data") == .distrustedAbove(path: above, .writable(mode: 0o775)))
    #expect(chmod(above, 0o1775) == 0)
    #expect(refusal("\(above)/inner/data") == nil)
  }

  @Test func whereALinkLeadsIsLookedAtToo() throws {
    let link = "\(scratch.path)/link"
    #expect(symlink("above/inner", link) == 0)
    #expect(refusal("\(link)/data") == nil)
    #expect(chmod(above, 0o777) == 0)
    #expect(refusal("\(link)/data") == .distrustedAbove(path: above, .writable(mode: 0o777)))
    #expect(chmod(above, 0o755) == 0 && lchown(link, 65_534, gid_t.max) == 0)
    #expect(refusal("\(link)/data") == .distrustedAbove(path: link, .owner(65_534)))
  }

  @Test func linksInCirclesEnd() {
    #expect(symlink("b", "\(above)/a") == 0 && symlink("a", "\(above)/b") == 0)
    #expect(refusal("\(above)/a/data") == nil)
  }
}
