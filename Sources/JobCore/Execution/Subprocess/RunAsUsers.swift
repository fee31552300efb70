// The users as whom commands may be run, besides jobd itself: those that the configuration names, as long as they are
// there, and none of them root.

import Glibc
import SystemPackage

/// Why nothing runs as a user.
enum RunAsFault: Error, Hashable {
  /// The process is not root's, and cannot become somebody else.
  case notRoot
  /// `JobQueueConfig.runAsUsers` does not name them.
  case notListed(String)
  case unknown(String)
  /// Their number is root's, or no number at all.
  case root(String)
  /// The name service did not answer.
  case lookup(String, Errno)

  /// A name service that is away, or short of something, will be there again. What it says of the user is too much for
  /// us or for the kernel otherwise.
  var isPassing: Bool {
    guard case .lookup(_, let error) = self else { return false }
    return error != .argListTooLong && error != .outOfRange
  }

  var message: String {
    switch self {
    case .notRoot: "jobs run as other users only where jobd runs as root"
    case .notListed(let name): "\(name.clippedName) is not among the users of run_as.users"
    case .unknown(let name): "there is no user \(name.clippedName)"
    case .root(let name): "\(name.clippedName) is root, and nothing runs as root on behalf of others"
    case .lookup(let name, let error): "the user \(name.clippedName) cannot be looked up: \(error)"
    }
  }
}

/// Whom jobs may run as.
struct RunAsUsers: Sendable {
  let names: Set<String>
  /// Whether the process may become somebody else.
  var isRoot = geteuid() == 0
  private let lookups: UserLookups

  init(_ names: [String], lookups: UserLookups = UserLookups()) {
    self.names = Set(names)
    self.lookups = lookups
  }

  /// The account of a user as it is now, or was some seconds ago.
  func account(_ name: String) async throws(RunAsFault) -> UserAccount {
    if !isRoot { throw .notRoot }
    if !names.contains(name) { throw .notListed(name) }
    let account: UserAccount?
    do throws(Errno) { account = try await lookups.account(name) } catch { throw .lookup(name, error) }
    guard let account else { throw .unknown(name) }
    // By the numbers: another name may be root's, too, and for the largest the kernel changes nothing.
    if account.uid == 0 || account.uid == uid_t.max || account.gid == gid_t.max { throw .root(name) }
    return account
  }

  /// Why nothing runs as that user; `nil` if it does.
  func fault(_ name: String) async -> RunAsFault? {
    do throws(RunAsFault) {
      _ = try await account(name)
      return nil
    } catch {
      return error
    }
  }

  /// What is found of these. All are asked about at once, since a name service may let each wait.
  func found(_ names: some Sequence<String>) async -> [String: Result<UserAccount, RunAsFault>] {
    await withTaskGroup(of: (String, Result<UserAccount, RunAsFault>).self) { group in
      for name in names { group.addTask { (name, await found(name)) } }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
  }

  /// The numbers of those that are there.
  func numbers() async -> [String: uid_t] {
    var numbers: [String: uid_t] = [:]
    for (name, found) in await found(names) { if case .success(let account) = found { numbers[name] = account.uid } }
    return numbers
  }

  private func found(_ name: String) async -> Result<UserAccount, RunAsFault> {
    do throws(RunAsFault) { return .success(try await account(name)) } catch { return .failure(error) }
  }
}

extension String {
  /// Users have short names.
  fileprivate var clippedName: String { "\"\(firstBytes(64))\"" }
}
