// Users as the machine's name service knows them.

import Glibc
import Testing

@testable import JobCore

@Suite struct UserAccountTests {
  @Test func rootIsKnownWithItsGroups() throws {
    let root = try #require(try UserAccount.named("root"))
    #expect(root.uid == 0 && root.gid == 0 && root.groups.contains(0) && root.home.hasPrefix("/"))
    #expect(root.shell.hasPrefix("/"))
  }

  @Test(arguments: ["no-such-user-here", "", "0", "a:b", "a\nb", String(repeating: "n", count: 70_000)])
  func nobodyElseIsThere(_ name: String) throws {
    #expect(try UserAccount.named(name) == nil)
  }
}
