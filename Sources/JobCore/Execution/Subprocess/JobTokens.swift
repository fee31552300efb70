// The tokens with which running jobs speak for themselves: each lives as long as its attempt, in memory and in a file
// that only the daemon's user can read.

import Glibc
import Synchronization
import SystemPackage

/// The tokens of running attempts.
final class JobTokens: Sendable {
  private let isOn: Bool
  private let jobs = Mutex<[String: TokenHolder]>([:])

  /// - Parameter isOn: whether anybody can make use of a token: over a Unix socket the user id is enough.
  init(isOn: Bool) {
    self.isOn = isOn
  }

  /// Makes a token for `holder` and writes it to `path`; `nil` if tokens are off.
  func issue(_ holder: TokenHolder, at path: String) throws(Errno) -> String? {
    if !isOn { return nil }
    let token = Self.random()
    do throws(Errno) {
      try RegularFile.create(path, with: Array("\(token)\n".utf8))
    } catch {
      unlink(path)
      throw error
    }
    jobs.withLock { $0[token] = holder }
    return token
  }

  /// The attempt is over: the token opens nothing any more.
  ///
  /// - Parameter path: its file; `nil` if that goes with all else that the attempt has left.
  func revoke(_ token: String?, at path: String?) {
    guard let token else { return }
    jobs.withLock { $0[token] = nil }
    guard let path else { return }
    // The job may have put a tree in its place.
    if unlink(path) != 0 && errno != ENOENT { LogBroom.sweep(path: path) }
  }

  /// The running job this token belongs to.
  func holder(of token: Substring) -> TokenHolder? {
    jobs.withLock { $0.isEmpty ? nil : $0[String(token)] }
  }

  /// 256 bits nobody can guess, so that looking one up need not take the same time for all.
  private static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<4).map { _ in
      let digits = String(generator.next(), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
