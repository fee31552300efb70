// The users as whom commands may be run, besides jobd itself: those that the configuration names, as long as they are
// there, and none of them root.

import Dispatch
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

  init(_ names: [String]) {
    self.names = Set(names)
  }

  private static let queue = DispatchQueue(label: "jobd.users", attributes: .concurrent)

  /// The account of a user as it is now.
  func account(_ name: String) async throws(RunAsFault) -> UserAccount {
    if !isRoot { throw .notRoot }
    if !names.contains(name) { throw .notListed(name) }
    let result: Result<UserAccount, RunAsFault> = await withCheckedContinuation { continuation in
      // A name service may wait for a server.
      Self.queue.async {
        do throws(RunAsFault) {
          continuation.resume(returning: .success(try Self.look(name)))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    return try result.get()
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

  private static func look(_ name: String) throws(RunAsFault) -> UserAccount {
    let account: UserAccount?
    do throws(Errno) { account = try UserAccount.named(name) } catch { throw .lookup(name, error) }
    guard let account else { throw .unknown(name) }
    // By the numbers: another name may be root's, too, and for the largest the kernel changes nothing.
    if account.uid == 0 || account.uid == uid_t.max || account.gid == gid_t.max { throw .root(name) }
    return account
  }
}

extension String {
  /// Users have short names.
  fileprivate var clippedName: String { "\"\(firstBytes(64))\"" }
}
