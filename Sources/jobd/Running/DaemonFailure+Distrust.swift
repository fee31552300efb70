// The wording for a data directory that others have, or could have, put something in: what is wrong, and what to run.

import Glibc
import JobCore

extension DaemonFailure {
  /// What stands in the data directory, or is the data directory itself.
  static func text(_ path: String, _ distrust: Distrust) -> String {
    "\(path) \(distrust.text); what others have put there would be run as user \(geteuid())"
  }

  static func hint(_ path: String, _ distrust: Distrust) -> String {
    switch distrust {
    case .owner(let user):
      "Run jobd as user \(user); or, if all that is in it is yours, run `chown -R \(geteuid()) \(path)`."
    case .writable: "Once you know that all that is in it is yours, run `chmod go-w \(path)`."
    case .link: "See with `readlink -f \(path)` where it leads; name that, or remove the link and put it there."
    }
  }

  /// What lies above the data directory.
  static func textAbove(_ path: String, _ distrust: Distrust) -> String {
    "\(path) \(distrust.text); others could put something else in the place of the data directory, which is below it"
  }

  static func hintAbove(_ path: String, _ distrust: Distrust) -> String {
    switch distrust {
    case .writable: "Choose another place with --data-dir, or run `chmod go-w \(path)`."
    case .owner(let user):
      "Run jobd as user \(user), or choose a place where all directories are root's, such as /var/lib/jobd."
    case .link: "Choose a place with --data-dir to which no link leads."
    }
  }
}
