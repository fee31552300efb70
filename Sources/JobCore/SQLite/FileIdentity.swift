// Which files a store has open: what is at their paths later may be other ones, and what is written then is not found
// again after a restart.

import Glibc

/// The files of one open database.
struct FileIdentity {
  private struct File {
    let path: String
    let device: dev_t
    let inode: ino_t
  }

  private let files: [File]

  /// Those that are at the paths now.
  init(paths: [String]) {
    files = paths.compactMap { path in
      var status = stat()
      return stat(path, &status) == 0 ? File(path: path, device: status.st_dev, inode: status.st_ino) : nil
    }
  }

  /// The first path at which there is another file now, or none; a few microseconds.
  var firstReplaced: String? {
    for file in files {
      var status = stat()
      if stat(file.path, &status) != 0 || status.st_ino != file.inode || status.st_dev != file.device {
        return file.path
      }
    }
    return nil
  }
}
