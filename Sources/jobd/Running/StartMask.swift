// The mask of new files. What jobd makes is for its own user, whatever the mode that a library asks for; its jobs get the
// mask that jobd was started with, as the children of a shell do.

import Glibc

/// The mask of this process.
enum StartMask {
  /// What it was at the start. The first to ask closes the mask of the process, so it is asked for before anything is made.
  static let before = Int(umask(0o077))
}
