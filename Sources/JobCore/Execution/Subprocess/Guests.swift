// Attempts that run as another user than jobd: who that is now, and the directory that is theirs while the attempt lasts.

import SystemPackage

/// Why an attempt cannot be made as its user.
enum GuestFault: Error {
  case user(RunAsFault)
  /// A directory could not be made, or not be given away.
  case place(Errno)

  var outcome: Outcome {
    switch self {
    case .user(let fault) where fault.isPassing: .resourceShortage(failure)
    case .user: .spawnFailed(failure)
    case .place(let error): SpawnFailure.outcome(error.rawValue, doing: "cannot make a directory for its user")
    }
  }

  private var failure: JobFailure {
    guard case .user(let fault) = self else { return JobFailure(code: RunAsPolicy.code, message: "") }
    return JobFailure(code: RunAsPolicy.code, message: fault.message)
  }
}

/// Those who may be users of attempts, and where they are let in.
struct Guests: Sendable {
  let users: RunAsUsers
  /// `nil` where nobody is let in.
  let handOver: HandOver?

  /// Finds out whom the job runs as, if not as jobd, and makes a place for it, which is jobd's own for now.
  func arrive(_ job: ClaimedJob, _ paths: inout LogFiles.Paths) async throws(GuestFault) -> UserAccount? {
    guard let name = RunAsPolicy.user(of: job) else { return nil }
    let account: UserAccount
    do throws(RunAsFault) { account = try await users.account(name) } catch { throw .user(error) }
    guard let handOver else { throw .user(.notRoot) }
    do throws(Errno) { paths = try handOver.make(for: paths) } catch { throw .place(error) }
    return account
  }

  /// All that the attempt is given is there: from here on the place is the user's.
  func settle(_ user: UserAccount?, _ paths: LogFiles.Paths) async throws(GuestFault) {
    guard let user, let place = paths.place, let handOver else { return }
    do throws(Errno) { try await handOver.give(place, to: user) } catch { throw .place(error) }
  }

  func leave(_ paths: LogFiles.Paths) {
    if let place = paths.place { handOver?.remove(place) }
  }
}
