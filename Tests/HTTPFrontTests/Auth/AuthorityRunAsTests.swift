// Whose commands run as another user has no way round that user, whatever scope it has.

import JobCore
import Testing

@testable import HTTPFront

@Suite struct AuthorityRunAsTests {
  private static let plain = Identity(name: "token:a", scopes: [ScopeSet(.admin)])

  private static let guest: Identity = {
    var guest = plain
    guest.runAs = "ann"
    return guest
  }()

  private static let limited: Identity = {
    var limited = plain
    limited.limits.queues = ["q"]
    return limited
  }()

  private func isForbidden(_ identity: Identity, _ verb: Verb, _ object: AccessObject) -> Bool {
    if case .forbidden = Authority.decide(identity, verb, object) { true } else { false }
  }

  @Test func onlyAnAdminWithoutLimitsSaysAsWhomAQueueRunsItsJobs() throws {
    #expect(Authority.decide(Self.plain, .administer, .user) == .allowed)
    #expect(isForbidden(Self.guest, .administer, .user) && isForbidden(Self.limited, .administer, .user))
    #expect(Authority.decide(Self.guest, .administer, .queue("q")) == .allowed, "its other settings")
    let job = Identity(TokenHolder(job: JobID(1)), .unchanged)
    #expect(try isForbidden(#require(job), .administer, .user))
  }

  @Test func theDaemonAsAWholeIsNotForGuests() {
    #expect(Authority.decide(Self.plain, .operate, .any) == .allowed)
    #expect(isForbidden(Self.guest, .operate, .any))
  }

  @Test func guestsHaveNoCommandsCalled() {
    let (url, command) = (Callback(.url("http://h/")), Callback(.command(["a"])))
    #expect(isForbidden(Self.guest, .act, .callback(command)))
    #expect(Authority.decide(Self.guest, .act, .callback(url)) == .allowed)
    #expect(Authority.decide(Self.plain, .act, .callback(command)) == .allowed)
  }

  /// What it submits runs as the same user, in whatever queue.
  @Test func tokenOfAJobHasItsUser() throws {
    let holder = TokenHolder(job: JobID(1), limits: nil, runAs: "ann")
    #expect(Identity(holder, .unchanged)?.runAs == "ann")
    let plain = TokenHolder(job: JobID(1))
    #expect(try #require(Identity(plain, .unchanged)).runAs == nil)
    // Its submitter's line has been given a user meanwhile.
    let now = SubmitterStanding.limited(RealmLimits(), runAs: "bob")
    #expect(Identity(plain, now)?.runAs == "bob" && Identity(holder, now) == nil)
  }

  /// A command that it has not chosen for its own user is not its to choose.
  @Test func guestsChangeOnlyCommandsOfTheirUser() {
    var job = NewJob(.shell("a"))
    job.submittedBy = Self.guest.name
    #expect(isForbidden(Self.guest, .act, .command(JobID(1), of: job)))
    job.runAs = "ann"
    #expect(Authority.decide(Self.guest, .act, .command(JobID(1), of: job)) == .allowed)
    job.submittedBy = "token:b"
    #expect(isForbidden(Self.guest, .act, .command(JobID(1), of: job)))
    #expect(Authority.decide(Self.plain, .act, .command(JobID(1), of: job)) == .allowed)
    #expect(isForbidden(Self.limited, .act, .command(JobID(1), of: job)))
    #expect(isForbidden(Self.guest, .administer, .commands) && isForbidden(Self.limited, .administer, .commands))
    #expect(Authority.decide(Self.plain, .administer, .commands) == .allowed)
  }
}
