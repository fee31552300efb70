// A directory of one test's own, removed with the last reference to it.

import Foundation
import Glibc

/// A directory that goes when nobody needs it any more.
package final class TemporaryDirectory: Sendable {
  package let path: String

  package init() throws {
    let base = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    var template = Array("\(base)/jobcore-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw Failure(errno: errno) }
    path = String(cString: made)
  }

  deinit {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      // A directory that cannot be removed is no reason for a test to fail.
    }
  }

  /// What kept the directory from being made.
  package struct Failure: Error {
    package let errno: Int32
  }
}
