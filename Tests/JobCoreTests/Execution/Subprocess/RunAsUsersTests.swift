// Who may be named, and why others may not.

import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import JobCore

@Suite struct RunAsUsersTests {
  private func users(_ names: String..., isRoot: Bool = true) -> RunAsUsers {
    var users = RunAsUsers(names)
    users.isRoot = isRoot
    return users
  }

  @Test func whoIsNotRootBecomesNobody() async {
    #expect(await users("nobody", isRoot: false).fault("nobody") == .notRoot)
  }

  @Test func onlyThoseThatTheConfigurationNames() async {
    #expect(await users("nobody").fault("daemon") == .notListed("daemon"))
    #expect(await users().fault("nobody") == .notListed("nobody"))
    #expect(await users("no-such-user-here").fault("no-such-user-here") == .unknown("no-such-user-here"))
  }

  /// By its number, whatever it is called.
  @Test func rootIsNeverAmongThem() async {
    #expect(await users("root").fault("root") == .root("root"))
  }

  @Test(.enabled(if: getpwnam("nobody") != nil, "needs a user that is not root")) func theOthersAre() async throws {
    let account = try await users("nobody").account("nobody")
    #expect(account.name == "nobody" && account.uid != 0 && account.groups.contains(account.gid))
  }

  /// A name service that is away says nothing against a user.
  @Test func whatCannotBeLookedUpIsAShortageAndNoRefusal() async {
    for error in [Errno.timedOut, .ioError, .connectionRefused, .noMemory] {
      var users = RunAsUsers(["ann"], lookups: UserLookups { _ throws(Errno) in throw error })
      users.isRoot = true
      let fault = await users.fault("ann")
      #expect(fault == .lookup("ann", error) && fault?.isPassing == true)
      guard case .resourceShortage = GuestFault.user(.lookup("ann", error)).outcome else {
        Issue.record("\(error) costs an attempt")
        continue
      }
    }
    #expect(!RunAsFault.lookup("ann", .argListTooLong).isPassing && !RunAsFault.unknown("ann").isPassing)
  }

  /// A name service that is away takes no longer for many than for one.
  @Test func manyAreLookedUpAtOnce() async throws {
    let valve = Valve()
    var users = RunAsUsers(
      ["ann", "bob"],
      lookups: UserLookups { name throws(Errno) in
        valve.pass()
        return UserAccount(name: name, uid: name == "ann" ? 7 : 8, gid: 7, groups: [7], home: "/", shell: "/bin/sh")
      })
    users.isRoot = true
    let both = users
    async let asked = (both.numbers(), both.found(["ann", "bob", "eve"]))
    try await eventually("one waits for the other") { valve.entered == 2 }
    valve.open()
    let (numbers, found) = await asked
    #expect(numbers == ["ann": 7, "bob": 8])
    guard case .failure(.notListed("eve")) = found["eve"], case .success = found["bob"] else {
      Issue.record("\(found)")
      return
    }
  }

  @Test func reasonsAreSentencesAndNamesAreCut() {
    let long = String(repeating: "n", count: 10_000)
    let faults: [RunAsFault] = [.notRoot, .notListed(long), .unknown(long), .root(long), .lookup(long, .ioError)]
    for fault in faults { #expect(fault.message.utf8.count < 200 && fault.message.contains(" ")) }
    guard case .resourceShortage = GuestFault.user(.lookup("ann", .tooManyOpenFiles)).outcome,
      case .spawnFailed(let failure) = GuestFault.user(.unknown("ann")).outcome
    else {
      Issue.record("a shortage passes, and an unknown user does not")
      return
    }
    #expect(failure.code == "run_as" && failure.message == RunAsFault.unknown("ann").message)
  }
}
