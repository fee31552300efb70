// Descriptors 0, 1 and 2, which a parent may have closed: the next files that are opened would get their numbers, and
// messages to standard error would be written into one of them.

import Glibc

/// The standard descriptors at the start of the process.
enum StandardDescriptors {
  /// Opens those that are closed on /dev/null. To be called before anything else is opened.
  static func fill() {
    for number: Int32 in 0...2 where fcntl(number, F_GETFD) < 0 && errno == EBADF {
      // The lowest number that is free, which is this one.
      if open("/dev/null", number == 0 ? O_RDONLY : O_WRONLY) < 0 { return }
    }
  }
}
