// What it is called when a file cannot be made larger: the disk is full, or a quota or a limit of file sizes is reached.

import Glibc

/// The errnos of a lack of room, which are one and the same to whoever writes.
enum LackOfRoom {
  static func isSaid(by number: Int32) -> Bool {
    number == ENOSPC || number == EDQUOT || number == EFBIG
  }
}
