// What is wrong with a file or directory that others could have changed, in words.

import Glibc
import JobCore

extension Distrust {
  /// "belongs to user 7, and not to user 0"
  var text: String {
    switch self {
    case .owner(let user): "belongs to user \(user), and not to user \(geteuid())"
    case .writable(let mode): "can be written by others (mode \(String(mode, radix: 8)))"
    case .link: "is a symbolic link"
    }
  }
}
