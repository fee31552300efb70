// A disk that fails under the files of one test: real calls of SQLite's, real errnos.

import FaultyDisk
import Glibc

/// Makes a call on some files fail, until it is healed or let go.
final class DiskFault {
  enum Call {
    case read, write, sync, truncate
    /// A write beyond the bytes that the file may have, which stand in the place of `skip`.
    case extend

    fileprivate var number: faulty_call {
      switch self {
      case .read: FAULTY_READ
      case .write: FAULTY_WRITE
      case .sync: FAULTY_SYNC
      case .truncate: FAULTY_TRUNCATE
      case .extend: FAULTY_EXTEND
      }
    }
  }

  /// In the place of an errno: the call hangs until it is healed, and goes through then.
  static let hang = Int32(FAULTY_HANG)

  /// In the place of an errno: the call goes through, and is counted.
  static let none: Int32 = 0

  private let rule: Int32
  private var isHealed = false

  /// - Parameters:
  ///   - file: its path, with `*` for any text.
  ///   - skip: calls that go through before.
  ///   - times: calls that fail.
  init(_ call: Call, of file: String, _ error: Int32, after skip: Int = 0, times: Int = .max) {
    rule = faulty_disk_add(file, call.number, error, skip, times)
    precondition(rule >= 0, "too many faults at once")
  }

  /// Calls that have failed so far.
  var met: Int { faulty_disk_met(rule) }

  func heal() {
    if !isHealed { faulty_disk_remove(rule) }
    isHealed = true
  }

  deinit {
    heal()
  }
}
