// Why what jobd keeps at a place is not believed: somebody else may have put it there, and what stands in a database is
// run with the rights of whoever opens it.

import Glibc

/// What is wrong with a directory or a file that has to be jobd's alone.
public enum Distrust: Hashable, Sendable {
  /// It belongs to another user.
  case owner(UInt32)
  /// Others than its owner may write to it.
  case writable(mode: UInt16)
  /// It is a symbolic link, and who made it decides what is found there.
  case link
}

extension Distrust {
  /// What is wrong with something that has this status; `nil` if it is ours, and nobody else may change it.
  init?(_ status: stat) {
    if status.st_mode & S_IFMT == S_IFLNK {
      self = .link
    } else if status.st_uid != geteuid() {
      self = .owner(status.st_uid)
    } else if status.st_mode & 0o022 != 0 {
      self = .writable(mode: UInt16(status.st_mode & 0o7777))
    } else {
      return nil
    }
  }

  /// Why what is at `path` is not to be believed, in words; `nil` if it is to be, or if there is nothing.
  package static func words(at path: String) -> String? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    return switch Distrust(status) {
    case .owner(let user): "belongs to user \(user)"
    case .writable: "can be written by others (run: chmod 600 \(path))"
    case .link: "is a symbolic link"
    case nil: nil
    }
  }
}
